import { expect, test } from 'vitest';
import { VISIT_DIMENSION_NAMES } from '../../server/contract/report.ts';
import { readFilters } from '../filters/filters.ts';
import { PANELS, readTab, tabsOf, writeTab } from './panels.ts';

test('every dimension has a panel', () => {
  const shown = PANELS.flatMap(({ tabs }) => tabs.map(({ dimension }) => dimension as string));
  expect([...shown].sort()).toEqual(['page', 'event', ...VISIT_DIMENSION_NAMES].sort());
});

test('what a panel is told by stands in the address, the first is not said, and it is no filter', () => {
  for (const panel of PANELS) {
    for (const tab of panel.tabs) {
      const query = new URLSearchParams('range=7d');
      writeTab(query, panel, tab.dimension);
      expect(readTab(new URLSearchParams(query.toString()), panel)).toBe(tab);
      expect(query.has(panel.key)).toBe(tab !== panel.tabs[0]);
      expect(readFilters(query)).toEqual([]);
    }
    expect(readTab(new URLSearchParams(`${panel.key}=nonsense`), panel)).toBe(panel.tabs[0]);
  }
});

test('events are told by the properties that they have, and that are asked for', () => {
  const events = PANELS.find(({ key }) => key === 'events');
  if (!events) throw new Error('there is a panel of events');
  const chosen = readTab(new URLSearchParams('events=prop:plan'), events);
  expect(chosen).toEqual({ dimension: 'prop:plan', name: 'plan' });
  const names = (properties: string[]) => tabsOf(events, chosen, properties).map(({ dimension }) => dimension);
  expect(names([])).toEqual(['event', 'prop:plan']);
  expect(names(['plan', 'a'])).toEqual(['event', 'prop:a', 'prop:plan']);
});

test('where there is no value nothing leads anywhere', () => {
  for (const { tabs } of PANELS) {
    for (const { href } of tabs) {
      expect(href?.('', 'example.com') ?? null).toBeNull();
      expect(href?.('javascript:alert(1)', 'example.com')).not.toBe('https://example.comjavascript:alert(1)');
    }
  }
});
