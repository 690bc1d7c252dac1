import { describe, expect, it } from 'vitest';
import type { Operator } from '../contract/report.ts';
import { createDictionary } from '../store/dictionary.ts';
import { createValues } from './values.ts';

const PATHS = ['', '/', '/a', '/a/b', '/b/a', '/A'];

describe('a condition', () => {
  it.each<[Operator, string[], string[]]>([
    ['is', ['/a', '/nowhere'], ['/a']],
    ['is', [''], ['']],
    ['is_not', ['/a', '/'], ['', '/a/b', '/b/a', '/A']],
    ['contains', ['a/', 'A'], ['/a/b', '/A']],
    ['contains_not', ['a', 'A'], ['', '/']],
    ['starts', ['/a', '/b'], ['/a', '/a/b', '/b/a']],
    ['ends', ['/a'], ['/a', '/b/a']],
    ['ends', [''], PATHS],
  ])('%s %j holds for %j', (operator, values, those) => {
    const dictionary = createDictionary();
    const members = createValues(dictionary).members([operator, 'page', values]);
    members(); // and what is added afterwards is decided, too
    for (const path of PATHS) dictionary.add('page', path);
    const table = members();
    expect(PATHS.filter((path) => table[dictionary.idOf('page', path) ?? -1] === 1)).toEqual(those);
  });

  it('on a property looks into the object, and at its own keys only', () => {
    const dictionary = createDictionary();
    const objects = ['{"n":1}', '{"n":"1"}', '{"n":10}', '{"m":1}', '{"n":true}'];
    for (const json of objects) dictionary.add('props', json);
    const holds = (operator: Operator, key: string, ...values: string[]) => {
      const table = createValues(dictionary).members([operator, `prop:${key}`, values])();
      return ['', ...objects].filter((_, id) => table[id] === 1);
    };
    expect(holds('is', 'n', '1')).toEqual(['{"n":1}', '{"n":"1"}']);
    expect(holds('is', 'n', '')).toEqual(['', '{"m":1}']);
    expect(holds('starts', 'n', 't')).toEqual(['{"n":true}']);
    expect(holds('is_not', 'toString', '')).toEqual([]);
  });
});
