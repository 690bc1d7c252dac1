// Reads server-sent events off a raw socket: just enough to tell frames apart and to know their JSON. What frames a frame in
// HTTP (the head, chunk sizes) stands between events and is passed over. Ten thousand watchers of one site get the same bytes,
// so what came last is kept, and most of what comes is recognised by one comparison.

const EVENT = Buffer.from('event: ');
const END = Buffer.from('\n\n');

/** @typedef {{event: string, data: any}} Frame */

/** @type {{bytes: Buffer, frames: Frame[], read: number}} */
let known = { bytes: Buffer.alloc(0), frames: [], read: 0 };

/** The frames that are complete, and how many bytes are done with. @param {Buffer} bytes */
function parse(bytes) {
  /** @type {Frame[]} */
  const frames = [];
  let read = 0;
  for (;;) {
    const from = bytes.indexOf(EVENT, read);
    if (from < 0) return { bytes, frames, read: Math.max(read, bytes.length - EVENT.length + 1) };
    const end = bytes.indexOf(END, from);
    if (end < 0) return { bytes, frames, read: from };
    const text = bytes.toString('utf8', from, end);
    const lines = text.split('\n');
    const field = (/** @type {string} */ name) => lines.find((line) => line.startsWith(name))?.slice(name.length);
    frames.push({ event: field('event: ') ?? '', data: JSON.parse(field('data: ') ?? 'null') });
    read = end + END.length;
  }
}

/**
 * A reader for one stream: feed it what arrived (`length` bytes of a buffer that may be reused afterwards); it calls `onFrame`
 * with each event that is complete. Frames are shared between readers: do not change them.
 * @param {(frame: Frame) => void} onFrame
 */
export function createFrameReader(onFrame) {
  /** @type {Buffer | undefined} */
  let rest;
  return function read(/** @type {Buffer} */ chunk, /** @type {number} */ length) {
    let arrived = chunk.subarray(0, length);
    if (rest) arrived = Buffer.concat([rest, arrived]);
    if (!arrived.equals(known.bytes)) known = parse(Buffer.from(arrived));
    const { bytes, frames, read: done } = known;
    rest = done < bytes.length ? bytes.subarray(done) : undefined;
    for (const frame of frames) onFrame(frame);
  };
}
