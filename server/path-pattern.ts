// Which paths a pattern means. A pattern is typed by a person, who reads `/über uns` in a report, or copies `/%C3%BCber%20uns`
// from the address bar; a path is sent by a browser, with `%c3%bc` if the link was written so. All of them are compared in one
// form. Pure; linear in what is compared.
import { isUtf8 } from 'node:buffer';

/** Printable ASCII that stands for itself. Not `*`, which in a path is a character like any other, and not `%`. */
const PLAIN = /^[\w/.~!$&'()+,;=:@[\]{}|^`\\"<>-]*$/;

const PERCENT = 0x25;
/** What each byte is written as. */
const WRITTEN = Array.from({ length: 256 }, (_, byte) => {
  const text = String.fromCharCode(byte);
  return PLAIN.test(text) || byte === PERCENT ? text : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
});

/** Of a hexadecimal digit, as a byte; -1 for anything else. */
const VALUES = Array.from({ length: 256 }, (_, byte) => '0123456789abcdef'.indexOf(String.fromCharCode(byte | 0x20)));
const hexValue = (byte: number | undefined) => (byte === undefined || byte < 0x30 ? -1 : (VALUES[byte] ?? -1));

/** An encoded slash parts no folders, an encoded percent sign begins no code, an encoded star is no wildcard: they stay. */
const staysEncoded = (byte: number) => byte === 0x2f || byte === PERCENT || byte === 0x2a;

/** What is encoded as bytes, but for what stays; every `%` left begins a code. */
function decode(path: string): Buffer {
  const sent = Buffer.from(path); // half a pair, which no address has, becomes U+FFFD as in URL
  const bytes = Buffer.allocUnsafe(3 * sent.length);
  let length = 0;
  for (let i = 0; i < sent.length; i += 1) {
    let byte = sent[i] as number;
    if (byte === PERCENT) {
      const [high, low] = [hexValue(sent[i + 1]), hexValue(sent[i + 2])];
      if (high >= 0 && low >= 0) {
        byte = 16 * high + low;
        i += 2;
      }
      if (staysEncoded(byte)) {
        bytes[length++] = PERCENT;
        bytes[length++] = 0x32;
        byte = byte === PERCENT ? 0x35 : byte === 0x2f ? 0x46 : 0x41;
      }
    }
    bytes[length++] = byte;
  }
  return bytes.subarray(0, length);
}

function normalise(path: string): string {
  const bytes = decode(path);
  let written = '';
  for (const byte of isUtf8(bytes) ? Buffer.from(bytes.toString().normalize('NFC')) : bytes) written += WRITTEN[byte];
  return written;
}

/**
 * The path in the form in which two are compared: `/%7eü`, `/~%c3%bc` and `/~u%CC%88` are the same, `/a%2Fb` is not `/a/b`. A percent
 * sign that begins no code means itself, as in `/100%`. Never throws.
 */
export const comparablePath = (path: string): string => (PLAIN.test(path) ? path : normalise(path));

/** Before a `*` half a code may stand: `/%D*`. */
function beforeStar(piece: string): string {
  const [half = ''] = /%[0-9a-f]?$/i.exec(piece) ?? [];
  return comparablePath(piece.slice(0, piece.length - half.length)) + half.toUpperCase();
}

/**
 * A question: does the pattern mean this path, which is in the comparable form? `*` stands for any text. Looks for one piece after
 * the other, so that a hostile pattern costs no more than the path is long.
 */
export function createPathPattern(pattern: string): (comparable: string) => boolean {
  const pieces = pattern.split('*');
  const last = comparablePath(pieces.pop() ?? '');
  const [first, ...between] = pieces.map(beforeStar);
  if (first === undefined) return (path) => path === last;
  return (path) => {
    if (!path.startsWith(first) || path.length < first.length + last.length || !path.endsWith(last)) return false;
    let from = first.length;
    for (const piece of between) {
      const found = path.indexOf(piece, from);
      if (found === -1) return false;
      from = found + piece.length;
    }
    return from <= path.length - last.length;
  };
}

/** The same question of paths as they come. */
export function createPathTest(pattern: string): (path: string) => boolean {
  const means = createPathPattern(pattern);
  return (path) => means(comparablePath(path));
}

/** The marks that a report puts around a path's slashes, or that come along with a copied text: no path has them unencoded. */
const INVISIBLE = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
const CONTROL = /[\p{Cc}\p{Surrogate}\u2028\u2029]/u;

/** The pattern in what a person typed: a path, or the whole address of a page, whose host is left out. */
export function patternIn(typed: string): string {
  return typed.replace(INVISIBLE, '').replace(/^https?:\/\/[^/?#]*/i, '');
}

/** Why a pattern can never match, as the end of a sentence that begins with what was typed; undefined when it can. */
export function faultOfPattern(pattern: string): string | undefined {
  if (!/^[/*]/.test(pattern)) return 'must begin with / or with *. Type the path of a page, such as /drafts/*.';
  if (/[?#]/.test(pattern))
    return 'can never match: of an address only the path is compared. Leave out the ? or # and what follows.';
  if (CONTROL.test(pattern)) return 'has a control character, which no path has. Type it anew.';
  if (
    comparablePath(pattern)
      .split('/')
      .some((folder) => folder === '.' || folder === '..')
  )
    return 'can never match: browsers resolve . and .. before they ask. Type the path as the address bar shows it.';
  return undefined;
}
