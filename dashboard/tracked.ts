// How strings that strangers wrote are drawn: paths, referrers, titles, names. Pure.

// What must not be drawn as it is: control characters, and the marks by which a path could turn its own text around.
const UNDRAWABLE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

// In a path of Hebrew or Arabic words the slashes would take their direction too and turn the order of the folders around;
// a left-to-right mark on both sides of each keeps it.
const READS_LEFTWARDS = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** Somebody else's words with everything visible that would otherwise work unseen. */
export const drawable = (text: string) => text.replace(UNDRAWABLE, encodeURIComponent);

/**
 * A path as people read it: percent-encoding undone where that is text, kept where it is not, and where what is undone would look
 * encoded itself. So what is read, typed or copied as a rule, means this page.
 */
export function formatPath(path: string): string {
  let text = path;
  try {
    text = decodeURI(path.replace(/%25(?=[\da-f]{2})/gi, '%2525'));
  } catch {
    // Not valid UTF-8: shown as it came.
  }
  text = drawable(text);
  return READS_LEFTWARDS.test(text) ? text.replaceAll('/', '\u200e/\u200e') : text;
}

/** A referrer without its scheme, and without the slash that says nothing. */
export const formatReferrer = (referrer: string) =>
  formatPath(referrer.replace(/^https?:\/\//, '').replace(/^([^/]+)\/$/, '$1'));
