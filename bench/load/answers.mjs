// Reads HTTP/1.1 answers off a socket: just enough to be right for servers that say how long their answers are. Answers of
// one server differ once a second, by their Date, so the last head is kept and most are recognised by one comparison.

const HEAD_END = Buffer.from('\r\n\r\n');

/** @type {{bytes: Buffer, status: number, bodyLength: number}} */
let known = { bytes: Buffer.alloc(0), status: 0, bodyLength: 0 };

/** The head at `from`, or undefined when not all of it is there. Throws when the answer's end could not be told. */
function readHead(/** @type {Buffer} */ buffer, /** @type {number} */ from, /** @type {number} */ until) {
  const { length } = known.bytes;
  if (length > 0 && until - from >= length && buffer.compare(known.bytes, 0, length, from, from + length) === 0)
    return known;
  const end = buffer.indexOf(HEAD_END, from);
  if (end < 0 || end + 4 > until) return undefined;
  const text = buffer.toString('latin1', from, end + 4);
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1]);
  const hasNoBody = status === 204 || status === 304;
  const bodyLength = hasNoBody ? 0 : Number(/\r\ncontent-length: *(\d+)\r\n/i.exec(text)?.[1]);
  if (Number.isNaN(status + bodyLength)) throw new Error(`an answer that does not say its length: ${text}`);
  known = { bytes: Buffer.from(buffer.subarray(from, end + 4)), status, bodyLength };
  return known;
}

/**
 * A reader for one connection: feed it what arrived (`length` bytes of a buffer that may be reused afterwards), and it
 * calls `onAnswer` with the status of each answer that is complete.
 * @param {(status: number) => void} onAnswer
 */
export function createAnswerReader(onAnswer) {
  /** @type {Buffer | undefined} the beginning of a head whose end has not come yet */
  let rest;
  let bodyLeft = 0;
  let status = 0;

  return function read(/** @type {Buffer} */ chunk, /** @type {number} */ length) {
    let buffer = chunk;
    let until = length;
    if (rest) {
      buffer = Buffer.concat([rest, chunk.subarray(0, length)]);
      until = buffer.length;
      rest = undefined;
    }
    let at = 0;
    while (at < until) {
      if (bodyLeft === 0) {
        const head = readHead(buffer, at, until);
        if (!head) {
          rest = Buffer.from(buffer.subarray(at, until));
          return;
        }
        at += head.bytes.length;
        ({ status, bodyLength: bodyLeft } = head);
        if (bodyLeft === 0) onAnswer(status);
        continue;
      }
      const skipped = Math.min(bodyLeft, until - at);
      at += skipped;
      bodyLeft -= skipped;
      if (bodyLeft === 0) onAnswer(status);
    }
  };
}
