// Thousands of open dashboards as raw sockets, so that they cost the generator little: each counts its frames, knows the last
// state, and tells how long after a hit, or after the end of its site's running window if that was later, it learned of it.
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { createFrameReader } from './frames.mjs';
import { newestOf } from './numbered-hits.mjs';

/** As in server/live/hub.ts. */
const WINDOW_MS = 250;
/** Streams that are opened at the same time: below the listeners' backlog, and no herd. */
const OPENED_AT_ONCE = 100;
/** How long a stream that broke off without a bye waits before it comes back: full jitter below a ceiling, as the dashboard. */
const CEILINGS_MS = [1_000, 2_000, 4_000, 8_000, 10_000];
/** A stream whose first frame does not come by then is given up. */
const FIRST_FRAME_MS = 60_000;

/** All streams read into the same memory: what arrived is dealt with before the next one reads. */
const arrived = Buffer.allocUnsafe(256 * 1024);

/** @typedef {Awaited<ReturnType<typeof openStreams>>} Streams */

/** The clock of frames (`t`) as this process's own: both are of one machine. */
const asOwnTime = (/** @type {number} */ wall) => wall - (Date.now() - performance.now());

/**
 * Opens `count` streams and resolves when each has its first state. One that is ended with a bye comes back, as a dashboard does;
 * so does one that breaks off, which is counted. Each speaks from one of the `addresses` of this machine.
 * @param {{port: number, path: string, cookie: string, count: number, addresses?: string[],
 *   book: import('./numbered-hits.mjs').HitBook, latency: import('./histogram.mjs').Histogram}} options `latency` is added to
 */
export async function openStreams({ port, path, cookie, count, book, latency, addresses = ['127.0.0.1'] }) {
  const totals = { frames: 0, bytes: 0, byes: 0, broken: 0, refused: 0, attempts: 0 };
  /** By second. @type {Map<number, number>} */
  const attempts = new Map();
  /** Streams that had their first state, by second. @type {Map<number, number>} */
  const opened = new Map();
  const countNow = (/** @type {Map<number, number>} */ bySecond) => {
    const second = Math.floor(performance.now() / 1_000);
    bySecond.set(second, (bySecond.get(second) ?? 0) + 1);
  };
  let isOver = false;
  let isStalled = false;
  const streams = Array.from({ length: count }, (_, index) => ({
    index,
    /** @type {import('node:net').Socket | undefined} */
    socket: undefined,
    isOpen: false,
    frames: 0,
    /** @type {any} */
    last: undefined,
    newest: 0,
    /** In vain, one after the other. */
    failures: 0,
    /** When its site's window ends, own time. */
    windowEndsAt: 0,
  }));

  /** @param {typeof streams[0]} stream @param {any} state */
  function take(stream, state) {
    const now = performance.now();
    const newest = newestOf(state);
    if (stream.isOpen) {
      book.each(state.site, stream.newest, newest, (dueAt) => latency.add(now - Math.max(dueAt, stream.windowEndsAt)));
    }
    if (!stream.isOpen) countNow(opened);
    stream.isOpen = true;
    stream.failures = 0;
    stream.newest = Math.max(stream.newest, newest);
    stream.windowEndsAt = asOwnTime(state.t) + WINDOW_MS;
    stream.last = state;
    stream.frames += 1;
    totals.frames += 1;
  }

  /** @param {typeof streams[0]} stream @param {() => void} onFirst */
  function open(stream, onFirst) {
    if (isOver) return;
    let comeBackMs = -1;
    countNow(attempts);
    totals.attempts += 1;
    const read = createFrameReader(({ event, data }) => {
      if (event === 'bye') {
        totals.byes += 1;
        if (data.reason === 'too_many_streams') totals.refused += 1;
        comeBackMs = data.retryMs;
      }
      if (event !== 'state') return;
      take(stream, data);
      onFirst();
    });
    const socket = connect({
      port,
      host: '127.0.0.1',
      localAddress: addresses[stream.index % addresses.length],
      noDelay: true,
      onread: {
        buffer: arrived,
        callback(length, buffer) {
          totals.bytes += length;
          read(/** @type {Buffer} */ (buffer), length);
          return true;
        },
      },
    });
    stream.socket = socket;
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: text/event-stream\r\nCookie: ${cookie}\r\n\r\n`,
    );
    socket.on('error', () => {}); // told by `close`
    socket.once('close', () => {
      stream.isOpen = false;
      if (isOver || isStalled) return;
      if (comeBackMs < 0) {
        totals.broken += 1;
        comeBackMs = Math.random() * (CEILINGS_MS[Math.min(stream.failures, CEILINGS_MS.length - 1)] ?? 0);
        stream.failures += 1;
      }
      setTimeout(open, comeBackMs, stream, onFirst);
    });
  }

  function close() {
    isOver = true;
    for (const { socket } of streams) socket?.destroy();
  }

  const waiting = [...streams];
  async function openInTurn() {
    for (let stream = waiting.shift(); stream; stream = waiting.shift()) {
      const next = stream;
      await new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`a stream had no state after ${FIRST_FRAME_MS} ms`)),
          FIRST_FRAME_MS,
        );
        open(next, () => {
          clearTimeout(timer);
          resolve(undefined);
        });
      });
    }
  }
  const began = performance.now();
  await Promise.all(Array.from({ length: OPENED_AT_ONCE }, openInTurn));
  attempts.clear();
  opened.clear();

  return {
    openedInMs: performance.now() - began,
    /** What came since the streams opened. */
    look: () => ({
      ...totals,
      open: streams.filter(({ isOpen }) => isOpen).length,
      /** Most attempts to connect in one second, since all were open for the first time. */
      mostAttempts: Math.max(0, ...attempts.values()),
      /** … and that were opened in one second. */
      mostOpened: Math.max(0, ...opened.values()),
    }),
    /** The last state of each stream, told apart by what it says: how many have it. @returns {{state: any, streams: number}[]} */
    lastStates() {
      const counts = new Map();
      for (const { last } of streams) {
        const { seq, t, ...state } = last ?? {};
        const key = JSON.stringify(state);
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      return [...counts].map(([key, number]) => ({ state: JSON.parse(key), streams: number }));
    },
    /** From now on nothing is read. They are not waited for any more. */
    stall() {
      isStalled = true;
      for (const { socket } of streams) socket?.pause();
    },
    close,
  };
}
