// Readers who stay: each holds one page open, says so every other second, and counts something now and then, which is stored
// and acknowledged. Beside them probes, who come and leave for as long as they are asked to.
import { setTimeout as sleep } from 'node:timers/promises';
import { createAsker } from './fuzz-client.mjs';
import { keyOf } from './load.mjs';

/** Between two messages of one reader. */
const EVERY_MS = 150;
/** Of a reader's messages: how many are beats, and how many say again what was said last. */
const BEAT_EVERY = 5;
const REPEAT_EVERY = 7;

/** Nobody's bot, and different for each. */
const agentOf = (number) =>
  `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.${number}.0 Safari/537.36`;

/** @param {number} port */
export function createReaderClient(port, number) {
  const asker = createAsker(port);
  return {
    /** @param {object} message @returns {Promise<number>} the status */
    say(message) {
      const body = JSON.stringify(message);
      const head = `POST /hit HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\nuser-agent: ${agentOf(number)}\r\n`;
      return asker.ask(Buffer.from(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`), 'POST');
    },
    close: () => asker.close(),
  };
}

/**
 * @param {{ port: number, site: string, count: number, random: import('./harness.mjs').Context['random'] }} options
 */
export function startReaders({ port, site, count, random }) {
  /** Keys of acknowledged hits. @type {Set<string>} */
  const acked = new Set();
  /** Answers that were neither 202 nor 204. @type {Record<number, number>} */
  const refused = {};
  let over = false;

  async function read(number) {
    const client = createReaderClient(port, number);
    const p = random.hex(16);
    const common = { s: site, p, u: `https://${site}/reader/${number}` };
    const note = (status, key) => {
      if (status === 202 && key !== undefined) acked.add(key);
      if (status !== 202 && status !== 204) refused[status] = (refused[status] ?? 0) + 1;
    };
    note(await client.say({ k: 'view', ...common, q: 0 }), keyOf(p, 0));
    for (let turn = 1; !over; turn += 1) {
      await sleep(EVERY_MS);
      // The first reader looks away and back, which everyone who watches is told: so there are always frames.
      const a = number === 0 && turn % 2 === 0 ? 0 : 1;
      if (number === 0 || turn % BEAT_EVERY === 0) note(await client.say({ k: 'beat', ...common, a }), undefined);
      if (turn % BEAT_EVERY === 0) continue;
      const q = turn % REPEAT_EVERY === 0 && turn > 1 ? turn - 1 : turn;
      if (q % BEAT_EVERY === 0) continue;
      note(await client.say({ k: 'event', ...common, q, n: 'scrolled', d: { turn: q } }), keyOf(p, q));
    }
    client.close();
  }

  const ended = Promise.all(Array.from({ length: count }, (_, number) => read(number)));
  return {
    acked,
    refused,
    /** Ends once what was said is answered. Harmless when called twice. */
    async stop() {
      over = true;
      await ended;
    },
  };
}
