// The schema of a hit (contract/hit.ts) once more, by hand: the same answer in a tenth of the time, for the one place where
// every message passes. The contract stays the judge: what is not accepted here is asked there, which says what is wrong.
// hit-check.test.ts holds the two against each other.
import type { Hit } from '../contract/hit.ts';

// Plain texts pass at once; one with a surrogate or a control character is looked at closely.
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the purpose
const SUSPICIOUS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the purpose
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]|\p{Surrogate}/u;

/** In code points, as zod counts them: an emoji is one, though it takes two places. */
function hasAtMost(maxLength: number, value: string): boolean {
  return value.length <= maxLength || (value.length <= 2 * maxLength && [...value].length <= maxLength);
}

function isText(value: unknown, minLength: number, maxLength: number): value is string {
  return (
    typeof value === 'string' &&
    value.length >= minLength &&
    hasAtMost(maxLength, value) &&
    (!SUSPICIOUS.test(value) || !UNPRINTABLE.test(value))
  );
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

/** Of http(s), URL takes none without a host, and its path begins with a slash: whether it can be parsed says it all. */
const isWebUrl = (value: string) => value.startsWith('https://') || value.startsWith('http://');

function isPageUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  if (isWebUrl(value)) return true;
  const { protocol, hostname, pathname } = new URL(value);
  return (hostname !== '' || protocol === 'file:') && (pathname === '' || pathname.startsWith('/'));
}

function areProperties(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  if (entries.length > 30) return false;
  for (const [name, property] of entries) {
    if (!isText(name, 1, 300) || name === '__proto__' || name === 'constructor' || name === 'prototype') return false;
    if (typeof property !== 'boolean' && !Number.isFinite(property) && !isText(property, 0, 2000)) return false;
  }
  return true;
}

const MAX_COUNT = 0x7fffffff;
const PAGE_INSTANCE = /^[0-9a-f]{16}$/;

/** Whether the key belongs to this kind of message, and its value is one for it. */
function isField(kind: string, key: string, value: unknown): boolean {
  switch (key) {
    case 'k':
      return true;
    case 's':
      return isText(value, 1, 253);
    case 'p':
      return typeof value === 'string' && PAGE_INSTANCE.test(value);
    case 'u':
      return isText(value, 0, 4096) && isPageUrl(value);
    case 'b':
      return value === 1;
    case 'v':
      return isWhole(value, 1, 1_000_000);
    case 'q':
      return (kind === 'view' || kind === 'event') && isWhole(value, 0, MAX_COUNT);
    case 'r':
      return (kind === 'view' || kind === 'beat') && isText(value, 0, 4096);
    case 'w':
      return kind === 'view' && isWhole(value, 0, 65_535);
    case 't':
      return kind === 'view' && isText(value, 0, 256);
    case 'z':
      return kind === 'view' && isText(value, 0, 64);
    case 'a':
      return kind === 'beat' && (value === 0 || value === 1);
    case 'e':
      return (kind === 'beat' || kind === 'leave') && isWhole(value, 0, MAX_COUNT);
    case 'y':
      return (kind === 'beat' || kind === 'leave') && isWhole(value, 0, 100);
    case 'n':
      return kind === 'event' && isText(value, 1, 120);
    case 'd':
      return kind === 'event' && areProperties(value);
    default:
      return false;
  }
}

/**
 * The body itself when it is a hit of this contract, else undefined: ask `Hit`, which says why not. `body` is what
 * JSON.parse made. Accepts what `Hit` accepts, and nothing else.
 */
export function checkHit(body: unknown): Hit | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const { k, s, p, u, q, n } = body as { [key: string]: unknown };
  if (s === undefined || p === undefined || u === undefined) return undefined;
  if (k === 'view') {
    if (q === undefined) return undefined;
  } else if (k === 'event') {
    if (q === undefined || n === undefined) return undefined;
  } else if (k !== 'beat' && k !== 'leave') return undefined;
  for (const key in body) if (!isField(k, key, (body as { [key: string]: unknown })[key])) return undefined;
  return body as Hit;
}
