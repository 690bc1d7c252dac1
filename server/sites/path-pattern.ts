// Which paths a pattern means. A pattern is typed by a person, who reads `/über uns` in a report, or copies `/%C3%BCber%20uns`
// from the address bar; a path is sent by a browser, with `%c3%bc` if the link was written so. All of them are compared in one
// form. Pure; linear in what is compared.

/** Printable ASCII that stands for itself. Not `*`, which in a path is a character like any other, and not `%`. */
const PLAIN = /^[\w/.~!$&'()+,;=:@[\]{}|^`\\"<>-]*$/;
const NOT_PLAIN = /[^\w/.~!$&'()+,;=:@[\]{}|^`\\"<>%-]/gu;

/** An encoded slash parts no folders, an encoded percent sign begins no code, an encoded star is no wildcard: they stay. */
const DECODABLE = /(?:%(?!2[5FA])[0-9A-F]{2})+/g;

const encode = (text: string) => `%${(Buffer.from(text).toString('hex').toUpperCase().match(/../g) ?? []).join('%')}`;

function decode(run: string): string {
  try {
    return decodeURIComponent(run);
  } catch {
    return run; // no UTF-8
  }
}

function normalise(text: string): string {
  const upper = text.replace(/%[0-9a-f]{0,2}/gi, (code) => code.toUpperCase());
  return upper.replace(DECODABLE, decode).normalize('NFC').replace(NOT_PLAIN, encode);
}

/**
 * The path in the form in which two are compared: `/%7eü`, `/~%c3%bc` and `/~u%CC%88` are the same, `/a%2Fb` is not `/a/b`. A percent
 * sign that begins no code means itself, as in `/100%`. Never throws.
 */
export function comparablePath(path: string): string {
  return PLAIN.test(path) ? path : normalise(path.replace(/%(?![0-9a-f]{2})/gi, '%25'));
}

/** Before a `*` half a code may stand: `/%D*`. */
const beforeStar = (piece: string) => normalise(piece.replace(/%(?![0-9a-f]{2}|[0-9a-f]?$)/gi, '%25'));

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
