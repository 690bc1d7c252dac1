import fc from 'fast-check';
import { expect, test } from 'vitest';
import de from '../words/de.ts';
import en from '../words/en.ts';
import { wordsOf } from '../words/words.ts';
import { createVisitorNames, visitorHue, visitorName } from './visitor-name.ts';

const id = fc.stringMatching(/^[0-9a-f]{16}$/);

test('a visitor has the same name and colour wherever they are shown: two words, and a hue', () => {
  fc.assert(
    fc.property(id, (visitor) => {
      expect(visitorName(visitor)).toMatch(/^[a-z]+ [a-z]+$/);
      expect(visitorName(visitor)).toBe(visitorName(visitor));
      expect(visitorHue(visitor) % 15).toBe(0);
      expect(visitorHue(visitor)).toBeLessThan(360);
    }),
  );
});

test.each([
  ['English', createVisitorNames(wordsOf(en, 'en', 'feed'))],
  ['German', createVisitorNames(wordsOf(de, 'de', 'feed'))],
])('the names are 2,048 in %s, and their parts have nothing to do with each other', (_, name) => {
  const part = (n: number) => n.toString(16).padStart(4, '0');
  const all = new Set<string>();
  for (let first = 0; first < 32; first += 1) {
    for (let second = 0; second < 64; second += 1) all.add(name(`${part(first)}${part(second)}00000000`));
  }
  expect(all.size).toBe(2048);
  for (const each of all) expect(each).toMatch(/^\p{L}+ \p{L}+$/u);
});

test.each(['', 'x', '<img onerror>', '0123'])('whatever an address says (%s), it has a name', (visitor) => {
  expect(visitorName(visitor)).toMatch(/^[a-z]+ [a-z]+$/);
  expect(visitorHue(visitor)).toBeGreaterThanOrEqual(0);
});
