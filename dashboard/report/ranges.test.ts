import { expect, test } from 'vitest';
import { RANGES, readRange, writeRange } from './ranges.ts';

test('the range of the address is read back as it was written, and a week is no word of it', () => {
  for (const range of RANGES) {
    const query = new URLSearchParams('page=/a&range=nonsense');
    expect(readRange(query).range).toBe('7d');
    writeRange(query, range);
    expect(readRange(query)).toBe(range);
    expect(query.get('page')).toBe('/a');
  }
  const query = new URLSearchParams('range=all');
  writeRange(query, RANGES[2]);
  expect(query.toString()).toBe('');
});
