import { expect, test } from 'vitest';
import { VISIT_DIMENSION_NAMES } from '../../server/contract/report.ts';
import { PANELS } from './panels.ts';

test('every dimension has a panel', () => {
  const shown = PANELS.flatMap(({ breakdowns }) => breakdowns.map(({ dimension }) => dimension as string));
  expect([...shown].sort()).toEqual(['page', 'event', ...VISIT_DIMENSION_NAMES].sort());
});

test('where there is no value a word stands, and nothing leads anywhere', () => {
  for (const { breakdowns } of PANELS) {
    for (const { dimension, format, href } of breakdowns) {
      if (dimension !== 'event' && dimension !== 'page' && !dimension.endsWith('_page'))
        expect(format('')).not.toBe('');
      expect(href?.('', 'example.com') ?? null).toBeNull();
      expect(href?.('javascript:alert(1)', 'example.com')).not.toBe('https://example.comjavascript:alert(1)');
    }
  }
});
