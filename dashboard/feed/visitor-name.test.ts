import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visitorHue, visitorName } from './visitor-name.ts';

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

test('the names are 2,048, and their parts have nothing to do with each other', () => {
  const names = new Set(
    Array.from({ length: 65_536 }, (_, i) => i.toString(16).padStart(4, '0')).map((a) =>
      visitorName(`${a}${a}00000000`),
    ),
  );
  expect(names.size).toBeGreaterThan(32);
  const all = new Set<string>();
  for (let how = 0; how < 32; how += 1) {
    for (let what = 0; what < 64; what += 1) {
      const part = (n: number) => n.toString(16).padStart(4, '0');
      all.add(visitorName(`${part(how)}${part(what)}00000000`));
    }
  }
  expect(all.size).toBe(2048);
});

test.each(['', 'x', '<img onerror>', '0123'])('whatever an address says (%s), it has a name', (visitor) => {
  expect(visitorName(visitor)).toMatch(/^[a-z]+ [a-z]+$/);
  expect(visitorHue(visitor)).toBeGreaterThanOrEqual(0);
});
