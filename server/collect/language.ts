// The language a browser asks for first, from its Accept-Language header. Pure, and remembered.
import { remember } from './memo.ts';

/** Browsers send up to about 100 characters; a person with more languages than this has named the first one long since. */
const MAX_HEADER = 250;
const MAX_REMEMBERED = 2000;

/** `de-at` → `de-AT`, `zh-hant-tw` → `zh-Hant-TW`, `iw` → `he`; '' for what is no language. Extensions are dropped. */
function normalise(tag: string): string {
  try {
    const { language, script, region } = new Intl.Locale(tag);
    // Two or three letters; `und` is BCP 47 for "unknown".
    if (language === undefined || language.length > 3 || language === 'und') return '';
    return [language, script, region].filter((part) => part !== undefined).join('-');
  } catch {
    return '';
  }
}

function parse(header: string): string {
  let best = '';
  let bestQuality = 0;
  for (const entry of header.split(',')) {
    const [tag = '', ...parameters] = entry.split(';').map((part) => part.trim());
    const quality = parameters.find((parameter) => /^q\s*=/i.test(parameter))?.replace(/^q\s*=\s*/i, '') ?? '1';
    const weight = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(quality) ? Number(quality) : 0;
    if (weight <= bestQuality || tag === '*') continue;
    const language = normalise(tag);
    if (language === '') continue;
    best = language;
    bestQuality = weight;
  }
  return best;
}

const parsed = remember(MAX_REMEMBERED, MAX_HEADER, parse);

/**
 * The first language by weight (ties: by order) as BCP 47: language, script and region, such as `de`, `de-AT` or
 * `zh-Hant-TW`, at most 11 characters; '' when there is none, or nothing in it is one. Never throws.
 */
export function readLanguage(acceptLanguage: string | undefined): string {
  return acceptLanguage ? parsed(acceptLanguage) : '';
}
