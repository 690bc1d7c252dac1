import { expect, it } from 'vitest';
import { formatShare } from '../format.ts';
import { meaningOf } from './goal-meaning.ts';

it.each([
  [{ page: '/buy/*', event: null, property: null }, 'page /buy/*'],
  [{ page: '/%C3%BCber', event: null, property: null }, 'page /über'],
  [{ page: null, event: 'Signup', property: null }, 'event Signup'],
  [
    { page: null, event: 'Signup', property: { key: 'plan', value: '\u202epro' } },
    'event Signup with plan = %E2%80%AEpro',
  ],
])('%j is said as %s', (goal, words) => {
  expect(meaningOf(goal)).toBe(words);
});

it.each([
  [0, '0%'],
  [0.0004, '<0.1%'],
  [0.001, '0.1%'],
  [0.0312, '3.1%'],
  [1 / 3, '33.3%'],
  [1, '100%'],
])('a share of %d is written %s', (part, text) => {
  expect(formatShare(part)).toBe(text);
});
