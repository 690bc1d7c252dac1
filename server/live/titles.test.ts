import { expect, it } from 'vitest';
import { createTitles } from './titles.ts';

/** How many of `/0` … are known. */
function countKnown(titles: ReturnType<typeof createTitles>, count: number): number {
  return Array.from({ length: count }, (_, i) => titles.of(1, `/${i}`)).filter((title) => title !== '').length;
}

it('the title a page was seen under last is known, of each site its own', () => {
  const titles = createTitles();
  titles.note(1, '/', 'Home');
  titles.note(2, '/', 'Other home');
  titles.note(1, '/', 'New home');
  expect([titles.of(1, '/'), titles.of(2, '/'), titles.of(1, '/unseen')]).toEqual(['New home', 'Other home', '']);
});

it('a flood of pages with long titles takes eight megabytes, no more; the newest stay', () => {
  const titles = createTitles();
  for (let i = 0; i < 20_000; i++) titles.note(1, `/${i}`, `${i} `.padEnd(1_000, 'x'));
  const known = countKnown(titles, 20_000);
  expect(known * 2 * 1_000).toBeLessThanOrEqual(8_000_000);
  expect(known).toBeGreaterThan(3_900);
  expect(titles.of(1, '/19999')).not.toBe('');
});

it('control: titles of a usual length are known of 20,000 pages', () => {
  const titles = createTitles();
  for (let i = 0; i < 20_000; i++) titles.note(1, `/${i}`, `${i} `.padEnd(60, 'x'));
  expect(countKnown(titles, 20_000)).toBe(20_000);
});
