import { expect, test } from 'vitest';
import { VISIT_DIMENSION_NAMES } from '../../server/contract/report.ts';
import { RANGES, readRange, TABLES, writeRange } from './breakdowns.ts';

test('every dimension has a table', () => {
  const shown = TABLES.flatMap(({ breakdowns }) => breakdowns.map(({ dimension }) => dimension as string));
  expect([...shown].sort()).toEqual(['page', 'event', ...VISIT_DIMENSION_NAMES].sort());
});

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

test('where there is no value a word stands, and nothing leads anywhere', () => {
  for (const { breakdowns } of TABLES) {
    for (const { dimension, format, href } of breakdowns) {
      if (dimension !== 'event' && dimension !== 'page' && !dimension.endsWith('_page'))
        expect(format('')).not.toBe('');
      expect(href?.('', 'example.com') ?? null).toBeNull();
      expect(href?.('javascript:alert(1)', 'example.com')).not.toBe('https://example.comjavascript:alert(1)');
    }
  }
});
