// A name and a colour by which a visitor is recognised in a list, made of nothing but their id of today: the same all day, another
// one tomorrow. Two words that nobody is called by, so that nobody takes it for who somebody is. Pure.

import { type Words, words } from '../words/words.ts';

/** `id`: 16 hexadecimal digits; whatever else gets a name too. One of some 2,000, so that two in a list may share theirs. */
export function createVisitorNames(t: Words<'feed'>): (id: string) => string {
  const [firsts, seconds] = [t('nameFirsts').split(' '), t('nameSeconds').split(' ')];
  const pick = (from: readonly string[], digit: number) => from[digit % from.length] ?? '';
  return (id) => t('name', { first: pick(firsts, digits(id, 0)), second: pick(seconds, digits(id, 4)) });
}

/** In the reader's language. */
export const visitorName = createVisitorNames(words('feed'));

/** Degrees on the wheel of colours, one of 24. */
export const visitorHue = (id: string): number => (digits(id, 8) % 24) * 15;

const digits = (id: string, start: number) => Number.parseInt(id.slice(start, start + 4), 16) || 0;
