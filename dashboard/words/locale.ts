// Which language the page speaks: what was chosen here, else the first of the browser's own that there is a catalogue for.

/** A catalogue lies beside this file under each of these names; and which way it is read. */
export const DIRECTIONS = { en: 'ltr', de: 'ltr' } as const satisfies { [name: string]: 'ltr' | 'rtl' };
export type Locale = keyof typeof DIRECTIONS;
export const LOCALES = Object.keys(DIRECTIONS) as readonly Locale[];

const KEY = 'headcount.language';
const FALLBACK: Locale = 'en';

export const isLocale = (name: unknown): name is Locale => LOCALES.includes(name as Locale);

/** `wanted`: language tags, dearest first. `de-AT` is German here; English where none is known. */
export const pickLocale = (wanted: readonly string[]): Locale =>
  wanted.map((tag) => tag.toLowerCase().split('-')[0]).find(isLocale) ?? FALLBACK;

/** Undefined: the browser decides. */
export function chosenLocale(): Locale | undefined {
  try {
    const chosen = localStorage.getItem(KEY);
    return isLocale(chosen) ? chosen : undefined;
  } catch {
    return undefined; // storage is forbidden
  }
}

/** From the next loading of the page on. */
export function chooseLocale(locale: Locale | undefined): void {
  try {
    if (locale === undefined) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, locale);
  } catch {
    // Storage is forbidden: the browser goes on to decide.
  }
}

const inBrowser = typeof document !== 'undefined';

/** The language of this page. */
export const locale: Locale =
  (inBrowser ? chosenLocale() : undefined) ?? pickLocale(inBrowser ? navigator.languages : []);

/**
 * How numbers, dates and names are written: the browser's own variant of that language (`de-AT`, `en-GB`) where it has one. English
 * without a variant, or of the United States, keeps days before months and a clock of 24 hours as all of the dashboard does.
 */
export const formatLocale: string =
  (inBrowser ? navigator.languages : []).find((tag) => tag !== 'en-US' && tag.toLowerCase().startsWith(`${locale}-`)) ??
  (locale === 'en' ? 'en-GB' : locale);
