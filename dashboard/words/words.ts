// What the dashboard says, in the reader's language: a catalogue for each language in ICU MessageFormat, a file for each room. English is
// part of the program and the others are fetched, so that one language more costs nobody else a byte.
//
// The language is chosen before the first line of the app runs, and stays until the page is loaded again. So a message is a plain
// call, in a component as in a pure function: no provider, no hook.
import { createTranslator, type _Translator as Translator } from 'use-intl/core';
import en, { type Catalogue, type English } from './en.ts';
import { formatLocale, type Locale, locale } from './locale.ts';

const FETCHED: { [name in Exclude<Locale, 'en'>]: () => Promise<{ default: Catalogue }> } = {
  de: () => import('./de.ts'),
};

async function fetched(name: Exclude<Locale, 'en'>): Promise<Catalogue> {
  try {
    return (await FETCHED[name]()).default;
  } catch {
    return en; // rather in English than not at all
  }
}

const messages = locale === 'en' ? en : await fetched(locale);

/** The messages of a room. */
export type Words<Name extends keyof English> = Translator<English, Name>;

/** Those of any language; `tag` is how numbers in them are written. */
export const wordsOf = <Name extends keyof English>(messages: Catalogue, tag: string, room: Name): Words<Name> =>
  createTranslator<English, Name>({ locale: tag, messages: messages as English, namespace: room, timeZone: 'UTC' });

/**
 * The messages of a room: `const t = words('accounts')`, then `t('signIn')`, `t('unreachable', { message })`, or, with elements in it,
 * `t.rich('firstLink', { code })`. A key or an argument that is missing or unknown does not compile.
 */
export const words = <Name extends keyof English>(room: Name): Words<Name> => wordsOf(messages, formatLocale, room);
