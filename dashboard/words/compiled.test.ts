// What the build makes of a message says the same as the message: whatever is filled in, in every language.
import compile from 'icu-minify/compile';
import format from 'icu-minify/format';
import { IntlMessageFormat } from 'intl-messageformat';
import { expect, test } from 'vitest';
import { CATALOGUES, namesIn } from './catalogues.ts';
import en from './en.ts';

const formatters = {
  getDateTimeFormat: (...how: ConstructorParameters<typeof Intl.DateTimeFormat>) => new Intl.DateTimeFormat(...how),
  getNumberFormat: (...how: ConstructorParameters<typeof Intl.NumberFormat>) => new Intl.NumberFormat(...how),
  getPluralRules: (...how: ConstructorParameters<typeof Intl.PluralRules>) => new Intl.PluralRules(...how),
};

type Values = { [name: string]: unknown };

/** Every argument filled in with `value`, every element written in brackets. */
const filledIn = (message: string, value: number | string): Values =>
  Object.fromEntries(
    namesIn(message).map((name) => {
      const element = /^<(.+)>$/.exec(name)?.[1];
      return element === undefined
        ? [name, value]
        : [element, (text: string[]) => `[${element} ${[text].flat().join('')}]`];
    }),
  );

const written = (what: unknown) => [what].flat().join('');

test.each(
  Object.entries({ en, ...CATALOGUES }).flatMap(([language, rooms]) =>
    Object.entries(rooms).flatMap(([room, messages]) =>
      Object.entries(messages).map(([key, message]) => [language, `${room}.${key}`, String(message)] as const),
    ),
  ),
)('%s, %s', (language, _, message) => {
  for (const value of [0, 1, 2, 1_234_567]) {
    const values = filledIn(message, value);
    expect(written(format(compile(message), language, values as never, { formatters }))).toBe(
      written(new IntlMessageFormat(message, language).format(values as never)),
    );
  }
});
