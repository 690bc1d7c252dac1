// What a badge says of how many read now: in the owner's words, or in ours, of which there are two languages. Pure.

export interface Words {
  /** For three readers and more; `{n}` is the number. */
  text?: string | undefined;
  /** For fewer than three. */
  few?: string | undefined;
  /** A language tag such as `de-AT`; of a language that is not known here the words are English. */
  lang?: string | undefined;
}

const BUILT_IN = {
  en: { text: '{n} reading now', few: 'a few reading now' },
  de: { text: '{n} lesen gerade', few: 'ein paar lesen gerade' },
};

const isGerman = (lang: string | undefined) => /^de(-|$)/i.test(lang ?? '');

/** `readers`: null for fewer than are told. Words that are left out or blank are ours. */
export function say(readers: number | null, { text, few, lang }: Words): string {
  const language = isGerman(lang) ? 'de' : 'en';
  const ours = BUILT_IN[language];
  if (readers === null) return few?.trim() || ours.few;
  const number = new Intl.NumberFormat(language).format(readers);
  return (text?.trim() || ours.text).replaceAll('{n}', () => number);
}
