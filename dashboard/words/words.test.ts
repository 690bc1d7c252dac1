// The catalogues are whole, and the language is the reader's.
import { describe, expect, test } from 'vitest';
import { allFaults, CATALOGUES, faultsOf, LATER_CATALOGUES } from './catalogues.ts';
import en, { type Catalogue } from './en.ts';
import { LOCALES, pickLocale } from './locale.ts';
import { words } from './words.ts';

describe('every language', () => {
  test('has a catalogue', () => {
    expect(['en', ...Object.keys(CATALOGUES)].sort()).toEqual([...LOCALES].sort());
    expect(['en', ...Object.keys(LATER_CATALOGUES)].sort()).toEqual([...LOCALES].sort());
  });

  test.each(Object.entries(CATALOGUES))(
    '%s says everything that English says, with the same to fill in',
    (_, catalogue) => {
      expect(faultsOf(catalogue)).toEqual([]);
    },
  );

  test('nor is anything wrong with what is fetched later', () => {
    expect(allFaults()).toEqual([]);
  });

  test('English is its own measure', () => {
    expect(faultsOf(en)).toEqual([]);
  });
});

describe('a catalogue is refused', () => {
  const english = {
    room: {
      hello: 'Hello {name}',
      count: '{n, plural, one {# page} other {# pages of {site}}}',
      link: 'see <a>it</a>',
    },
  } as unknown as Catalogue;
  const de = (room: object) => ({ room }) as unknown as Catalogue;
  const whole = { hello: 'Hallo {name}', count: '{n, plural, other {# Seiten von {site}}}', link: 'siehe <a>dies</a>' };

  test.each([
    ['when nothing is wrong with it, it is not', whole, []],
    ['when a message is missing', { ...whole, hello: undefined }, ['room.hello is missing']],
    ['when a message is empty', { ...whole, hello: '' }, ['room.hello is missing']],
    ['when one is too many', { ...whole, bye: 'Tschüss' }, ['room.bye is not in English']],
    [
      'when an argument has another name',
      { ...whole, hello: 'Hallo {nam}' },
      ['room.hello has nam to fill in, not name'],
    ],
    [
      'when an argument within a plural is missing',
      { ...whole, count: '{n, plural, other {# Seiten}}' },
      ['room.count has n to fill in, not n, site'],
    ],
    ['when an element is lost', { ...whole, link: 'siehe dies' }, ['room.link has nothing to fill in, not <a>']],
  ])('%s', (_, room, faults) => {
    expect(faultsOf(de(room), english)).toEqual(faults);
  });

  test('when a brace is not closed', () => {
    expect(faultsOf(de({ ...whole, hello: 'Hallo {name' }), english)[0]).toMatch(/^room.hello is no message: /);
  });
});

describe('the language', () => {
  test.each([
    [['de-AT', 'en'], 'de'],
    [['fr-FR', 'de', 'en'], 'de'],
    [['en-US'], 'en'],
    [['DE'], 'de'],
    [['fr', 'nl'], 'en'],
    [[], 'en'],
  ] as const)('of a browser that asks for %j is %s', (wanted, locale) => {
    expect(pickLocale(wanted)).toBe(locale);
  });

  test('fills messages in', () => {
    expect(words('accounts')('unreachable', { message: 'No.' })).toBe(
      'No. This page goes on by itself as soon as it answers.',
    );
  });
});
