// Clients that mean harm by patience or by greed: a head that never ends, a body that comes byte by byte, a body far too large.
// Each is replaced as soon as it has been cut off, so that there are always as many as were asked for.
import { connect } from 'node:net';

/** Between two bytes of one socket: often enough to look alive, seldom enough that sending costs the machine little. */
const DRIBBLE_EVERY_MS = 3_000;
const TICK_MS = 100;
/** New connections per tick; a burst larger than the listener's backlog would be the kernel's to refuse. */
const OPENED_PER_TICK = 100;
const LARGE_BYTES = 10 * 1024 * 1024;
const PIECE = Buffer.alloc(64 * 1024, 'x');
/** Loopback addresses they come from: one alone would run out of ports. */
const ADDRESSES = 32;

const HEAD = 'POST /hit HTTP/1.1\r\nhost: blog.example\r\ncontent-type: text/plain\r\nuser-agent: Mozilla/5.0\r\n';
const BEGINNINGS = {
  head: `${HEAD}x-patience: `,
  body: `${HEAD}content-length: 5000\r\n\r\n{"k":"view"`,
  large: `${HEAD}content-length: ${LARGE_BYTES}\r\n\r\n`,
  chunked: `${HEAD}transfer-encoding: chunked\r\n\r\n`,
};

/** @typedef {keyof typeof BEGINNINGS} Sort */

/**
 * @param {number} port
 * @param {Record<Sort, number>} wanted how many of each there are to be at any time
 * @param {{ replace?: boolean }} [options] `replace` false: one generation only
 */
export function startSlowClients(port, wanted, { replace = true } = {}) {
  const sorts = /** @type {Sort[]} */ (Object.keys(BEGINNINGS));
  const tallies = Object.fromEntries(
    sorts.map((sort) => [sort, { opened: 0, cut: 0, answered408: 0, answered413: 0, refused: 0, longestMs: 0 }]),
  );
  /** @type {Map<Sort, Set<{ socket: import('node:net').Socket, since: number, slot: number, status: number }>>} */
  const open = new Map(sorts.map((sort) => [sort, new Set()]));
  let ticks = 0;
  let over = false;

  function start(/** @type {Sort} */ sort) {
    const tally = tallies[sort];
    tally.opened += 1;
    const localAddress = `127.0.1.${1 + (tally.opened % ADDRESSES)}`;
    const socket = connect({ port, host: '127.0.0.1', localAddress, noDelay: true });
    const client = { socket, since: 0, slot: tally.opened % (DRIBBLE_EVERY_MS / TICK_MS), status: 0 };
    open.get(sort)?.add(client);
    let left = LARGE_BYTES;
    const pour = () => {
      while (left > 0 && !socket.destroyed) {
        left -= PIECE.length;
        const more = sort === 'large' ? socket.write(PIECE) : socket.write(`10000\r\n${PIECE}\r\n`);
        if (!more) return;
      }
    };
    socket.on('connect', () => {
      client.since = performance.now();
      socket.write(BEGINNINGS[sort]);
      if (sort === 'large' || sort === 'chunked') pour();
    });
    socket.on('drain', pour);
    socket.on('data', (data) => {
      client.status ||= Number(/^HTTP\/1\.1 (\d{3})/.exec(data.toString('latin1'))?.[1] ?? 0);
    });
    socket.on('error', () => undefined); // reset while it wrote: cut, and `close` follows
    socket.on('close', () => {
      open.get(sort)?.delete(client);
      if (over) return;
      if (client.since === 0) {
        tally.refused += 1;
        return;
      }
      tally.cut += 1;
      if (client.status === 408) tally.answered408 += 1;
      if (client.status === 413) tally.answered413 += 1;
      tally.longestMs = Math.max(tally.longestMs, Math.round(performance.now() - client.since));
    });
  }

  function tick() {
    ticks += 1;
    let openings = OPENED_PER_TICK;
    for (const sort of sorts) {
      // The greedy come back over five seconds, else pouring would be all that this machine does.
      const isGreedy = sort === 'large' || sort === 'chunked';
      const clients = open.get(sort) ?? new Set();
      const missing = (replace ? wanted[sort] - clients.size : wanted[sort] - tallies[sort].opened) || 0;
      for (let i = Math.min(missing, isGreedy ? Math.ceil(wanted[sort] / 50) : openings); i > 0; i -= 1) {
        if (!isGreedy) openings -= 1;
        start(sort);
      }
      if (isGreedy) continue;
      for (const { socket, slot, since } of clients)
        if (since > 0 && slot === ticks % (DRIBBLE_EVERY_MS / TICK_MS)) socket.write('a');
    }
  }
  const timer = setInterval(tick, TICK_MS);

  return {
    /** Ends them all. `uncut`: open for longer than `mostMs` at this moment. Call it once. @param {number} mostMs */
    stop(mostMs) {
      over = true;
      clearInterval(timer);
      const now = performance.now();
      let uncut = 0;
      let stillOpen = 0;
      for (const clients of open.values()) {
        for (const { socket, since } of clients) {
          stillOpen += 1;
          if (since > 0 && now - since > mostMs) uncut += 1;
          socket.destroy();
        }
      }
      return { tallies, uncut, stillOpen };
    },
  };
}
