// An open loop: hits leave when the schedule says so, whether or not earlier ones have been answered, and how long each took
// is measured from its scheduled moment. So a server that stalls cannot slow down the questions that would show it
// (coordinated omission). Every hit has a number, which its page instance carries; the database tells which are stored.
import { connect } from 'node:net';
import { AGENTS, JSON_HEADERS } from './ingest-agents.mjs';

/** Latencies are counted in tenths of a millisecond up to ten seconds; what takes longer counts as that. */
const BUCKETS = 100_000;
const PAGES = 400;
/** What was not answered by then counts as failed. */
const PATIENCE_MS = 15_000;

/** Eight hexadecimal digits of the run and eight of the number. */
export const pageInstance = (run, number) => run.toString(16).padStart(8, '0') + number.toString(16).padStart(8, '0');

/**
 * @typedef {object} LoadOptions
 * @property {number} port
 * @property {number} rate hits per second
 * @property {number} run 32 bits that tell the page instances of this load from those of others
 * @property {string} [site]
 * @property {number} [connections] kept alive, one hit at a time on each
 * @property {number} [warmUpMs] hits of this first while are answered for like all others, but not timed: a process that has just
 *   started compiles its own code, which takes the server and the sender about a second each
 * @property {number} [visitors] how many addresses the hits come from (X-Forwarded-For: the server must trust loopback)
 *
 * @typedef {object} LoadResult
 * @property {number} sent
 * @property {Record<string, number>} statuses answers by status; `failed`: none came
 * @property {number} p50 ms from the scheduled moment to the answer
 * @property {number} p99
 * @property {number} max
 * @property {number[]} maxBySecond the slowest answer of each second of the schedule, ms, warm-up included
 * @property {Uint8Array} acked by number: 1 where a 202 came
 */

/** @param {Uint32Array} histogram @param {number} share 0–1 */
function quantile(histogram, share) {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (let i = 0; i < histogram.length; i += 1) {
    seen += histogram[i];
    if (total > 0 && seen >= total * share) return (i + 1) / 10;
  }
  return 0;
}

/**
 * Sends until it is stopped; `stop` resolves once every hit was answered or given up.
 *
 * @param {LoadOptions} options
 * @returns {{ stop(): Promise<LoadResult> }}
 */
export function startLoad({
  port,
  rate,
  run,
  site = 'example.com',
  connections = 64,
  warmUpMs = 0,
  visitors = 20_000,
}) {
  const histogram = new Uint32Array(BUCKETS);
  const statuses = {};
  /** @type {number[]} */
  const maxBySecond = [];
  let acked = new Uint8Array(1 << 16);
  let next = 0;
  let max = 0;
  let over = false;
  let open = 0;
  const idle = [];
  const waiting = [];
  const everyone = new Set();
  const began = performance.now();

  function requestOf(number) {
    const visitor = Math.imul(number, 0x9e3779b1) >>> 0;
    const page = visitor % PAGES;
    const body = JSON.stringify({
      k: 'view',
      s: site,
      p: pageInstance(run, number),
      q: 0,
      u: `https://${site}/articles/${page}/a-title-as-long-as-they-are?utm_source=newsletter`,
      r: `https://news.example.org/item/${page % 37}`,
      w: 320 + (visitor % 1600),
      t: `An article with a title of the usual length, number ${page}`,
      z: 'Europe/Vienna',
    });
    const from = visitor % visitors;
    return (
      `POST /hit HTTP/1.1\r\nhost: localhost:${port}\r\n${JSON_HEADERS}user-agent: ${AGENTS[from % AGENTS.length]}\r\n` +
      `x-forwarded-for: 100.${64 + (from >> 16)}.${(from >> 8) & 255}.${from & 255}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
    );
  }

  function settle(connection, status) {
    const { number } = connection;
    if (number < 0) return;
    connection.number = -1;
    open -= 1;
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (status === '202') acked[number] = 1;
    const dueMs = (number * 1000) / rate;
    const took = performance.now() - began - dueMs;
    const second = Math.floor(dueMs / 1000);
    maxBySecond[second] = Math.max(maxBySecond[second] ?? 0, Math.round(took));
    if (status === 'failed' || dueMs < warmUpMs) return;
    histogram[Math.min(BUCKETS - 1, Math.max(0, Math.floor(took * 10)))] += 1;
    max = Math.max(max, took);
  }

  function give(connection) {
    const number = waiting.shift();
    if (number === undefined) idle.push(connection);
    else send(connection, number);
  }

  function send(connection, number) {
    connection.number = number;
    connection.socket.write(requestOf(number));
  }

  function openConnection() {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const connection = { socket, number: -1, text: '' };
    everyone.add(connection);
    socket.setTimeout(PATIENCE_MS);
    socket.on('timeout', () => connection.number >= 0 && socket.destroy());
    socket.on('connect', () => give(connection));
    socket.on('data', (data) => {
      // Told unasked: the server closes a connection on which nothing was said for five seconds. `close` follows.
      if (connection.number < 0) return;
      connection.text += data.toString('latin1');
      const end = connection.text.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(connection.text)?.[1] ?? 0);
      if (connection.text.length < end + 4 + length) return;
      const status = connection.text.slice(9, 12);
      connection.text = connection.text.slice(end + 4 + length);
      settle(connection, status);
      give(connection);
    });
    socket.on('error', () => undefined); // `close` follows, and counts
    socket.on('close', () => {
      settle(connection, 'failed');
      everyone.delete(connection);
      const at = idle.indexOf(connection);
      if (at >= 0) idle.splice(at, 1);
      if (!over) setTimeout(() => over || openConnection(), 20);
    });
  }

  function sendDue() {
    const due = Math.floor(((performance.now() - began) * rate) / 1000);
    for (; next <= due; next += 1) {
      if (next >= acked.length) {
        const larger = new Uint8Array(acked.length * 2);
        larger.set(acked);
        acked = larger;
      }
      open += 1;
      const connection = idle.pop();
      if (connection) send(connection, next);
      else waiting.push(next);
    }
  }

  for (let i = 0; i < connections; i += 1) openConnection();
  const timer = setInterval(sendDue, 1);

  return {
    async stop() {
      clearInterval(timer);
      const until = performance.now() + PATIENCE_MS;
      while (open > 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 5));
      over = true;
      for (const { socket } of everyone) socket.destroy();
      if (open > 0) statuses.failed = (statuses.failed ?? 0) + open; // sent or waiting, and never answered
      const round = (ms) => Math.round(ms * 10) / 10;
      return {
        sent: next,
        statuses,
        p50: quantile(histogram, 0.5),
        p99: quantile(histogram, 0.99),
        max: round(max),
        maxBySecond,
        acked: acked.subarray(0, next),
      };
    },
  };
}
