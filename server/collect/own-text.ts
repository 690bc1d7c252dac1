// Of what is cut out of a URL or a header, V8 keeps the whole alive for as long as the part is: a query that nobody may keep, or
// kilobytes for a word. Whoever remembers a part longer than its hit takes a copy.

/** V8 copies texts up to this length by itself. */
const COPIED_ANYWAY = 12;

/** The same text, which keeps nothing else alive. */
export const ownText = (text: string): string => (text.length <= COPIED_ANYWAY ? text : Buffer.from(text).toString());
