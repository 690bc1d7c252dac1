// What every request of the dashboard fails with: a sentence for the person at the screen, and what it is about.
import type { ErrorReply } from '../server/contract/browser.ts';
import en, { type English } from './words/en.ts';
import { locale } from './words/locale.ts';
import { type Words, words } from './words/words.ts';

/** Codes that say no more than that something is not what it must be: of a field it is known what that is. */
const OF_FIELDS: readonly string[] = ['bad_request', 'bad_host', 'missing_field', 'wrong_type', 'too_long'];

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** The field of the form that the message is about. */
  readonly field: string | undefined;

  constructor(status: number, error: ErrorReply['error']) {
    super(sentenceOf(error));
    this.status = status;
    this.code = error.code;
    this.field = error.field;
  }
}

/**
 * In the reader's language: by the field that is at fault, else by the code. The server itself speaks English, and knows more of the
 * case: its own sentence stands in English, and where a code is unknown here.
 */
export function sentenceOf(
  { code, message, field = '' }: ErrorReply['error'],
  language: string = locale,
  t: Words<'errors'> = words('errors'),
): string {
  if (language === 'en') return message;
  // `rules.excludedPaths.2` is about excludedPaths, `range.0` about the range.
  const parts = OF_FIELDS.includes(code) ? field.split('.') : [];
  const key = [...parts.map((part) => `field_${part}`), code].find(isKey);
  return key === undefined ? message : t(key);
}

const isKey = (name: string): name is Exclude<keyof English['errors'], 'status'> =>
  name !== 'status' && Object.hasOwn(en.errors, name);
