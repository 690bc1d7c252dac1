import { describe, expect, test } from 'vitest';
import { type ErrorCode, STATUS } from '../server/errors.ts';
import { sentenceOf } from './api-error.ts';
import de from './words/de.ts';
import en from './words/en.ts';
import { wordsOf } from './words/words.ts';

const message = 'What the server says.';
const german = (code: string, field?: string) =>
  sentenceOf({ code, message, ...(field !== undefined && { field }) }, 'de', wordsOf(de, 'de', 'errors'));

test.each(Object.keys(STATUS) as ErrorCode[])('the code %s has a sentence in every language', (code) => {
  expect(en.errors[code]).toMatch(/^[A-Z].+\.$/);
  expect(german(code)).toBe(de.errors[code]);
});

test('in English the server’s own sentence stands, which knows more', () => {
  expect(sentenceOf({ code: 'bad_host', message, field: 'host' }, 'en')).toBe(message);
});

test.each(['of_a_newer_server', 'status', 'constructor', ''])(
  'with the code %j, which is not known here, it stands in every language',
  (code) => {
    expect(german(code)).toBe(message);
  },
);

describe('a field that is not what it must be is told what that is', () => {
  test.each([
    ['bad_request', 'email', de.errors.field_email],
    ['missing_field', 'password', de.errors.field_password],
    ['bad_host', 'host', de.errors.field_host],
    ['bad_request', 'rules.excludedPaths.2', de.errors.field_excludedPaths],
    ['wrong_type', 'range.0', de.errors.field_range],
    ['too_long', 'queries.0', de.errors.too_long],
  ])('%s, %s', (code, field, sentence) => {
    expect(german(code, field)).toBe(sentence);
  });

  test('but not where something else is wrong with it', () => {
    expect(german('site_exists', 'host')).toBe(de.errors.site_exists);
  });
});
