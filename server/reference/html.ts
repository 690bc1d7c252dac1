// Text as HTML: nothing gets onto the page but through here. Pure.

const ESCAPES: { [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** As the content of an element or of an attribute in quotes. */
export const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');

/** A sentence in which names stand in backticks. */
export const sentence = (text: string) => escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');

/** Several of them, parted by empty lines. */
export const paragraphs = (text: string) =>
  text
    .split('\n\n')
    .map((each) => `<p>${sentence(each)}</p>`)
    .join('');
