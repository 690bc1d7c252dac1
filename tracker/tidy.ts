// Text of the page, as the collector takes it.

/**
 * At most `max` characters of `text`, with spaces for those that would be refused: controls, which come with copied
 * text, and half a character, which remains when the cut goes through an emoji. What is no text becomes one: on a page
 * with `<img name="title">`, `document.title` is an element.
 * https://html.spec.whatwg.org/multipage/dom.html#dom-document-nameditem
 */
export const tidy = (text: unknown, max: number): string =>
  String(text)
    .slice(0, max)
    .replace(/[\s\p{Cc}\p{Cs}]/gu, ' ');
