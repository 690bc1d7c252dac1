// The page's title, as the collector takes it.

/**
 * At most 256 characters, with spaces for those that would be refused: controls, which come with copied text, and half
 * a character, which remains when the cut goes through an emoji. On a page with `<img name="title">` it is an element:
 * https://html.spec.whatwg.org/multipage/dom.html#dom-document-nameditem
 */
export const title = (): string =>
  String(document.title)
    .slice(0, 256)
    .replace(/[\s\p{Cc}\p{Cs}]/gu, ' ');
