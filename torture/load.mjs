// Readers: each has one keep-alive connection and sends its hits one after another; a hit that was not taken (no answer, 5xx,
// 429) is sent again unchanged, under its own (p, q), as the tracker does. What was acknowledged stands in `acked`, which
// every check of durability compares with the database. Plain sockets: a reader costs a tenth of node:http's client.
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from './random.mjs';
import { SITE } from './server.mjs';

/**
 * @typedef {object} LoadOptions
 * @property {number} port
 * @property {number} seed
 * @property {number} [readers] 64
 * @property {number} [hits] stop by itself after so many different hits; else until finish() or stop()
 * @property {number} [perSecond] of all readers together; else as fast as answers come
 * @property {number} [retryMs] wait before the next try when the server names none; 100. The tracker waits 2, 8 and 32 s
 * @property {number} [mostRetryAfterMs] what Retry-After is cut to, so that an experiment does not wait; 1,000
 * @property {(hit: { key: string, localPort: number }) => void} [onSend] before each try
 * @property {(answer: { key: string, status: number, ms: number, body: string }) => void} [onAnswer]
 */

/** Of a person's browser: what calls itself node is a bot. */
export const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

/** How long a hit may stay without an answer before the connection is given up and it is tried again. */
const PATIENCE_MS = 15_000;

/** @param {string} p @param {number} q */
export const keyOf = (p, q) => `${p}:${q}`;

/** A page instance's first hit is its view; the further ones are events. @param {string} p @param {number} q */
function bodyOf(p, q) {
  const common = {
    s: SITE,
    p,
    q,
    u: `https://${SITE}/post-${Number.parseInt(p.slice(0, 4), 16) % 50}?utm_source=torture`,
  };
  const hit =
    q === 0
      ? { k: 'view', ...common, r: 'https://news.example/item', w: 1280, t: 'A post that is read', z: 'Europe/Paris' }
      : { k: 'event', ...common, n: 'scrolled', d: { percent: q * 25 } };
  return JSON.stringify(hit);
}

/**
 * One keep-alive connection that asks one thing at a time.
 * @param {number} port
 */
function createConnection(port) {
  /** @type {import('node:net').Socket | undefined} */
  let socket;
  /** @type {((answer: { status: number, retryAfter: number, isDropped: boolean, body: string } | undefined) => void) | undefined} */
  let settle;
  let received = '';

  const done = (/** @type {Parameters<NonNullable<typeof settle>>[0]} */ answer) => {
    const waiting = settle;
    settle = undefined;
    received = '';
    waiting?.(answer);
  };
  function drop() {
    socket?.destroy();
    socket = undefined;
    done(undefined);
  }
  function read() {
    const headEnd = received.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const head = received.slice(0, headEnd);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (received.length < headEnd + 4 + length) return;
    const answer = {
      status: Number(head.slice(9, 12)),
      retryAfter: Number(/\r\nretry-after: (\d+)/i.exec(head)?.[1] ?? 0),
      isDropped: /\r\nx-headcount-dropped:/i.test(head),
      body: received.slice(headEnd + 4, headEnd + 4 + length),
    };
    const closes = /\r\nconnection: close/i.test(head);
    done(answer);
    if (closes) drop();
  }

  return {
    drop,
    /** The answer, or undefined when there was none. `onSend` is told the local port first. */
    ask(/** @type {string} */ body, /** @type {(localPort: number) => void} */ onSend) {
      return new Promise((/** @type {NonNullable<typeof settle>} */ resolve) => {
        settle = resolve;
        const write = () => {
          onSend(socket?.localPort ?? 0);
          socket?.write(
            `POST /hit HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nuser-agent: ${USER_AGENT}\r\ncontent-type: text/plain;charset=UTF-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
          );
        };
        const timer = setTimeout(drop, PATIENCE_MS);
        const waiting = settle;
        settle = (answer) => {
          clearTimeout(timer);
          waiting(answer);
        };
        if (socket) return write();
        const made = connect({ port, host: '127.0.0.1', noDelay: true });
        socket = made;
        made.setEncoding('latin1');
        made.once('connect', write);
        made.on('data', (chunk) => {
          received += chunk;
          read();
        });
        made.on('error', () => {});
        made.on('close', () => {
          if (socket === made) drop();
        });
      });
    },
  };
}

/** @param {LoadOptions} options */
export function startLoad(options) {
  const { port, seed, readers = 64, hits = Number.POSITIVE_INFINITY, perSecond, retryMs = 100 } = options;
  const { mostRetryAfterMs = 1_000, onSend = () => {}, onAnswer = () => {} } = options;
  const random = createRandom(seed ^ 0x10ad);
  /** Keys of the hits that were answered 202. @type {Set<string>} */
  const acked = new Set();
  /** Keys of all hits that were sent at least once. @type {Set<string>} */
  const sent = new Set();
  /** Answers by status; 0 stands for no answer. @type {Record<number, number>} */
  const answers = {};
  let isTakingNew = true;
  let isStopped = false;
  const everyMs = perSecond === undefined ? 0 : (readers / perSecond) * 1000;

  async function read() {
    const connection = createConnection(port);
    if (everyMs > 0) await sleep(random.next() * everyMs);
    let due = performance.now();
    while (isTakingNew && sent.size < hits) {
      const p = random.hex(16);
      for (let q = 0, last = random.between(0, 3); q <= last && isTakingNew && sent.size < hits; q += 1) {
        if (everyMs > 0) await sleep(Math.max(0, due - performance.now()));
        due = Math.max(due + everyMs, performance.now() - everyMs); // a late reader does not make up for all it missed
        await deliver(connection, p, q);
      }
    }
    connection.drop();
  }

  /** @param {ReturnType<typeof createConnection>} connection @param {string} p @param {number} q */
  async function deliver(connection, p, q) {
    const key = keyOf(p, q);
    const body = bodyOf(p, q);
    sent.add(key);
    while (!isStopped) {
      const began = performance.now();
      const answer = await connection.ask(body, (localPort) => onSend({ key, localPort }));
      const status = answer?.status ?? 0;
      // A 202 for what is not to be counted (a bot, an excluded page …) promises nothing.
      if (status === 202 && !answer?.isDropped) acked.add(key);
      answers[status] = (answers[status] ?? 0) + 1;
      if (!isStopped) onAnswer({ key, status, ms: performance.now() - began, body: answer?.body ?? '' });
      if (status !== 0 && status !== 429 && status < 500) return;
      await sleep(Math.min((answer?.retryAfter ?? 0) * 1000, mostRetryAfterMs) || retryMs * (0.5 + random.next()));
    }
  }

  const ended = Promise.all(Array.from({ length: readers }, read));
  return {
    acked,
    sent,
    answers,
    /** Resolves when every reader has ended: by itself with `hits`, or after finish() or stop(). */
    ended,
    /** Begins no further hit and waits until what was begun is answered; false when that takes longer than `patienceMs`. */
    async finish(patienceMs = 30_000) {
      isTakingNew = false;
      return Promise.race([ended.then(() => true), sleep(patienceMs).then(() => false)]);
    },
    /** Ends at once: what is not acknowledged by now is not tried again. Harmless when called twice. */
    async stop() {
      isTakingNew = false;
      isStopped = true;
      return Promise.race([ended, sleep(1_000)]);
    },
  };
}

/** @typedef {ReturnType<typeof startLoad>} Load */
