// What a badge says, in whose words.
import { expect, it } from 'vitest';
import { say, type Words } from './words.ts';

it.each<[number | null, Words, string]>([
  [12, {}, '12 reading now'],
  [null, {}, 'a few reading now'],
  [1234, {}, '1,234 reading now'],
  [1234, { lang: 'de' }, '1.234 lesen gerade'],
  [null, { lang: 'DE-at' }, 'ein paar lesen gerade'],
  [12, { lang: 'den' }, '12 reading now'],
  [12, { lang: 'fr' }, '12 reading now'],
  [12, { text: '{n} lisent', few: 'quelques-uns' }, '12 lisent'],
  [null, { text: '{n} lisent', few: 'quelques-uns' }, 'quelques-uns'],
  [null, { text: '{n} lisent', lang: 'de' }, 'ein paar lesen gerade'],
  [12, { text: '  ', few: '' }, '12 reading now'],
  [12, { text: '{n} of {n}, $& and {m}' }, '12 of 12, $& and {m}'],
])('of %j readers, asked for %j, it says %j', (readers, words, said) => {
  expect(say(readers, words)).toBe(said);
});
