import { expect, test } from 'vitest';
import { joinRows } from './joined-rows.ts';

const row = (value: string, count: number, detail = '') => ({ value, count, detail });

test('the fresher beginning counts, wherever it then stands; nothing is there twice, ties are by value', () => {
  const rest = [row('/a', 5), row('/b', 4, 'old'), row('/c', 2), row('/e', 1), row('/d', 1)];
  expect(joinRows([row('/b', 6, 'new'), row('/a', 5)], rest)).toEqual([
    row('/b', 6, 'new'),
    row('/a', 5),
    row('/c', 2),
    row('/d', 1),
    row('/e', 1),
  ]);
  expect(joinRows([row('/a', 1)], [])).toEqual([row('/a', 1)]);
});
