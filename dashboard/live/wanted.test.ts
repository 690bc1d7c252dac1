import { expect, test } from 'vitest';
import { MOST_SITES, mergeWanted, NOTHING_WANTED, type Wanted } from './wanted.ts';

const wish = (sites: readonly string[], more: Partial<Wanted> = {}): Wanted => ({ ...NOTHING_WANTED, sites, ...more });

const many = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}.example`);

test('more sites than a stream carries: each tab keeps the one it looks at', () => {
  const merged = mergeWanted([wish(many('a', 80)), wish(many('b', 80))]);
  expect(merged.sites).toHaveLength(MOST_SITES);
  expect(merged.sites).toEqual(expect.arrayContaining(['a0.example', 'b0.example']));
  expect(mergeWanted([wish(many('a', 150))]).sites).toEqual(many('a', MOST_SITES).sort());
});

test('two tabs with different filters: both parts are watched, the same part once', () => {
  const from = (country: string): Wanted['filtered'][number] => ['example.com', [['is', 'country', [country]]]];
  const [austria, germany] = [from('AT'), from('DE')];
  const merged = mergeWanted([
    wish(['example.com'], { filtered: [austria] }),
    wish(['example.com'], { filtered: [germany, austria] }),
  ]);
  expect(merged).toEqual(wish(['example.com'], { filtered: [austria, germany] }));
});

test('more parts than a stream carries, or longer ones: those of the first tabs', () => {
  const tab = (value: string) => wish(['example.com'], { filtered: [['example.com', [['is', 'page', [value]]]]] });
  const pagesOf = (tabs: readonly Wanted[]) =>
    mergeWanted(tabs).filtered.map(([, [filter]]) => filter?.[2][0]?.slice(0, 2));
  expect(pagesOf(['/z', '/a', '/b', '/c', '/d', '/e'].map(tab))).toEqual(['/a', '/b', '/c', '/d', '/z']);
  expect(pagesOf(['/z', '/a'].map((start) => tab(start + 'x'.repeat(2_500))))).toEqual(['/z']);
});

test('tabs that look at different sites get the latest hits of each over the one stream', () => {
  const both = ['a.example', 'b.example'];
  const a = wish(both, { feeds: ['a.example'] });
  const b = wish(both, { feeds: ['b.example'] });
  const none = wish(['a.example']);
  expect(mergeWanted([a])).toEqual(a);
  expect(mergeWanted([b, a, none, a])).toEqual(wish(both, { feeds: both }));
  expect(mergeWanted([none, wish(['b.example'])])).toEqual(wish(both));
});

test('and no more feeds than the server puts into one', () => {
  const tabs = Array.from({ length: 30 }, (_, i) => wish([`${i}.example`], { feeds: [`${i}.example`] }));
  expect(mergeWanted(tabs).feeds).toHaveLength(20);
});
