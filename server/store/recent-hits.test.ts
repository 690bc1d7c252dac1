import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newPage } from '../testing/factories.ts';
import { createRecentHits, hitKey, REMEMBERED_MS } from './recent-hits.ts';

it('knows a hit by its site, page instance and sequence, all three', () => {
  const p = newPage();
  const recent = createRecentHits(0);
  recent.add(hitKey(1, p, 0), 0);
  expect(recent.has(hitKey(1, p, 0))).toBe(true);
  expect(recent.has(hitKey(2, p, 0))).toBe(false);
  expect(recent.has(hitKey(1, p, 1))).toBe(false);
  expect(recent.has(hitKey(1, newPage(), 0))).toBe(false);
});

it('remembers for a quarter of an hour, whenever the hit came, and not much longer', () => {
  for (const addedAt of [0, 1, 299_999, 300_000, 12_345_678]) {
    const recent = createRecentHits(0);
    const key = hitKey(1, newPage(), 0);
    recent.add(key, addedAt);
    // Forgetting happens when others come; let one come every minute.
    for (let now = addedAt; now < addedAt + REMEMBERED_MS; now += 60_000) recent.add(hitKey(1, newPage(), 0), now);
    expect(recent.has(key)).toBe(true);
    for (let now = addedAt + REMEMBERED_MS; now < addedAt + REMEMBERED_MS + 360_000; now += 60_000) {
      recent.add(hitKey(1, newPage(), 0), now);
    }
    expect(recent.has(key)).toBe(false);
  }
});

it('agrees with a plain Set on any keys, however many and however alike', () => {
  const half = fc.oneof(
    fc.constantFrom(0, 1, -1, 0x7fffffff, -0x80000000),
    fc.integer({ min: -0x80000000, max: 0x7fffffff }),
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(half, half), { maxLength: 3000 }),
      fc.array(fc.tuple(half, half), { maxLength: 100 }),
      (added, asked) => {
        const recent = createRecentHits(0);
        const plain = new Set<string>();
        for (const [high, low] of added.filter(([high, low]) => high !== 0 || low !== 0)) {
          recent.add([high, low], 0);
          plain.add(`${high} ${low}`);
        }
        for (const [high, low] of [...added, ...asked])
          expect(recent.has([high, low])).toBe(plain.has(`${high} ${low}`));
      },
    ),
    { numRuns: 100 },
  );
});
