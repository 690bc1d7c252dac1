// Server-sent events read by the letter of the standard (HTML, "Interpreting an event stream"), slowly and without shortcuts: what
// the parsers of `frames` are compared with.

/**
 * @param {(event: { event: string, data: string }) => void} onEvent
 * @returns {(chunk: Uint8Array) => void}
 */
export function createGrammarReader(onEvent) {
  const decoder = new TextDecoder('utf-8'); // takes one leading BOM away
  let text = '';
  let event = '';
  /** @type {string[]} */
  let data = [];

  function takeLine(/** @type {string} */ line) {
    if (line === '') {
      if (data.length > 0) onEvent({ event: event || 'message', data: data.join('\n') });
      event = '';
      data = [];
      return;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') event = value;
    if (field === 'data') data.push(value);
  }

  return (chunk) => {
    text += decoder.decode(chunk, { stream: true });
    for (;;) {
      const end = text.search(/[\r\n]/);
      // A CR at the very end may be half of a CRLF.
      if (end < 0 || (text[end] === '\r' && end === text.length - 1)) return;
      takeLine(text.slice(0, end));
      text = text.slice(end + (text.startsWith('\r\n', end) ? 2 : 1));
    }
  };
}
