import { expect, test } from 'vitest';
import { dimensionName, valueName } from './values.ts';

test.each([
  ['page', '/caf%C3%A9', '/café'],
  ['source', '', 'direct'],
  ['referrer', '', 'none'],
  ['referrer', 'https://news.example/', 'news.example'],
  ['country', 'DE', 'Germany'],
  ['country', '', 'unknown'],
  ['language', 'de-AT', 'Austrian German'],
  ['language', 'x', 'x'],
  ['device', 'mobile', 'phone'],
  ['channel', 'ai', 'AI assistants'],
  ['channel', 'constructor', 'constructor'],
  ['screen', 'xs', 'phone, below 576 px'],
  ['browser', '', 'unknown'],
  ['prop:plan', '', 'none'],
  ['event', 'a\u202eb', 'a%E2%80%AEb'],
] as const)('of %s, %j is called %s', (dimension, value, name) => {
  expect(valueName(dimension, value)).toBe(name);
});

test('a property is called as the page calls it, with nothing that works unseen', () => {
  expect(dimensionName('prop:plan')).toBe('plan');
  expect(dimensionName('prop:a\u202e')).toBe('a%E2%80%AE');
  expect(dimensionName('utm_campaign')).toBe('campaign');
});
