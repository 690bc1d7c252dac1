// The words of what is fetched when somebody goes there; like words.ts, and imported by nothing that the first view needs.
import { createTranslator, type _Translator as Translator } from 'use-intl/core';
import en, { type Later, type LaterCatalogue } from './en-later.ts';
import { formatLocale, type Locale, locale } from './locale.ts';

const FETCHED: { [name in Exclude<Locale, 'en'>]: () => Promise<{ default: LaterCatalogue }> } = {
  de: () => import('./de-later.ts'),
};

const messages: LaterCatalogue =
  locale === 'en'
    ? en
    : await FETCHED[locale]().then(
        (catalogue) => catalogue.default,
        () => en, // rather in English than not at all
      );

/** `const t = laterWords('settings')`: see words.ts. */
export const laterWords = <Name extends keyof Later>(room: Name): Translator<Later, Name> =>
  createTranslator<Later, Name>({
    locale: formatLocale,
    messages: messages as Later,
    namespace: room,
    timeZone: 'UTC',
  });
