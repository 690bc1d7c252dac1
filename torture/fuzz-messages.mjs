// Requests that are almost right. Each begins as a valid message and is then bent in one to three ways: its keys and values,
// the text it is written in, the bytes of that text, or the request around it. Pure; a seed repeats them.
import {
  CHARACTERS,
  CONTENT_TYPES,
  HEADERS,
  HOSTS,
  KEYS,
  METHODS,
  NUMBERS,
  PATHS,
  PROTOTYPE_KEYS,
  URLS,
} from './fuzz-words.mjs';
import { AGENTS } from './ingest-agents.mjs';

/** @typedef {{ name: string, method: string, path: string, headers: string[][], body: Buffer, isValid: boolean }} Message */
/** @typedef {import('./harness.mjs').Context['random']} Random */

const byteLength = (body) => (Buffer.isBuffer(body) ? body.length : Buffer.byteLength(body));

/** Like JSON.stringify, but a Raw is written as it stands and keys may come twice. */
class Raw {
  constructor(text) {
    this.text = text;
  }
}
class Pairs {
  constructor(pairs) {
    this.pairs = pairs;
  }
}
function write(value) {
  if (value instanceof Raw) return value.text;
  if (value instanceof Pairs)
    return `{${value.pairs.map(([key, inner]) => `${JSON.stringify(key)}:${write(inner)}`).join(',')}}`;
  return JSON.stringify(value) ?? 'null';
}

/**
 * @param {Random} random
 * @param {{ site: string, key?: string | undefined, hasPixel?: boolean }} surroundings `key`: an ingest key, where there are such
 */
export function createMessages(random, { site, key, hasPixel = false }) {
  const text = (length) => random.pick(['x', '\u20ac', '\u{1f469}', 'a b', '"', '\\']).repeat(length).slice(0, length);
  const aString = () =>
    random.pick([
      () => random.pick(CHARACTERS),
      () => `a${random.pick(CHARACTERS)}b`,
      () => random.pick(URLS),
      () => random.pick(HOSTS),
      () => random.pick(PROTOTYPE_KEYS),
      () => text(random.pick([0, 1, 30, 64, 65, 120, 121, 200, 253, 254, 256, 257, 300, 301])),
      () => text(random.pick([1000, 1001, 2000, 2001, 2048, 4096, 4097, 8192, 20_000])),
      () => random.hex(16),
    ])();
  const aValue = () =>
    random.pick([
      () => aString(),
      () => new Raw(random.pick(NUMBERS)),
      () => random.pick([null, true, false, [], {}, [[]], [null], '', 0]),
      () => new Raw('['.repeat(random.pick([5, 500, 3000])) + ']'.repeat(random.pick([5, 500, 3000]))),
      () => new Raw(`${'{"a":'.repeat(random.pick([5, 500]))}1${'}'.repeat(random.pick([5, 500]))}`),
      () => new Pairs([[random.pick(PROTOTYPE_KEYS), { polluted: true }]]),
      () => new Raw(`"\\u${random.pick(['0000', 'd800', 'dfff', 'd83e', '2028', 'ffff', '00', 'zzzz'])}"`),
      () => Object.fromEntries(Array.from({ length: random.pick([1, 30, 31, 300]) }, (_, i) => [`k${i}`, i])),
    ])();

  function properties() {
    return new Pairs(
      Array.from({ length: random.pick([0, 1, 2, 5, 30]) }, (_, i) => [
        `prop-${i}`,
        random.pick(['value', 1, 0.5, true, false, -7, 'x'.repeat(50)]),
      ]),
    );
  }

  /** @returns {any[][]} */
  function validPairs(kind) {
    const pairs = [
      ['k', kind],
      ['s', site],
      ['p', random.hex(16)],
      ['u', `https://${site}/page/${random.between(0, 500)}?utm_source=fuzz`],
    ];
    if (kind === 'view' || kind === 'event') pairs.push(['q', random.between(0, 50)]);
    if (kind === 'view') pairs.push(['w', random.between(300, 2000)], ['t', 'A title'], ['z', 'Europe/Vienna']);
    if (kind === 'view' || kind === 'beat') pairs.push(['r', 'https://news.example.org/item?id=1']);
    if (kind === 'beat' || kind === 'leave')
      pairs.push(['e', random.between(0, 99_999)], ['y', random.between(0, 100)]);
    if (kind === 'beat') pairs.push(['a', random.between(0, 1)]);
    if (kind === 'event') pairs.push(['n', 'Signup'], ['d', properties()]);
    return pairs;
  }

  /** Bends the keys and values of a message, in place. */
  const bends = [
    (pairs) => void pairs.splice(random.between(0, pairs.length - 1), 1),
    (pairs) => void pairs.push([random.pick(KEYS), aValue()]),
    (pairs) => void pairs.push([aString(), aValue()]),
    (pairs) => void pairs.push([random.pick(PROTOTYPE_KEYS), aValue()]),
    (pairs) => void pairs.push(random.pick(pairs)),
    (pairs) => void pairs.push(['v', new Raw(random.pick([...NUMBERS, '2', '99', '1000000', '1000001']))]),
    (pairs) =>
      void pairs.push([
        'd',
        new Pairs([
          [aString(), aValue()],
          [aString(), aValue()],
        ]),
      ]),
    (pairs) => void pairs.splice(0, pairs.length, ...random.shuffle(pairs)),
    ...Array.from({ length: 6 }, () => (pairs) => {
      const at = random.between(0, pairs.length - 1);
      const [name] = pairs[at] ?? ['k'];
      const likely = name === 's' ? HOSTS : name === 'u' || name === 'r' ? URLS : undefined;
      const other = () => (random.chance(0.3) ? new Raw(random.pick(NUMBERS)) : aValue());
      const value = likely && random.chance(0.6) ? random.pick(likely) : other();
      pairs[at] = [name, value];
    }),
  ];

  /** Bends the text or the bytes it is written in. @type {((body: Buffer) => Buffer)[]} */
  const scratches = [
    (body) => body.subarray(0, random.between(0, body.length)),
    (body) =>
      Buffer.concat([body, Buffer.from(random.pick(['x', '\u0000', '}', body.toString(), ' '.repeat(9000), '\n//']))]),
    (body) => Buffer.concat([Buffer.from(random.pick(['\ufeff', ' ', ")]}',\n", '[', '\u0000'])), body]),
    (body) => Buffer.from(body.toString('utf8'), 'utf16le'),
    (body) => Buffer.from(`[${body}${`,${body}`.repeat(random.between(0, 20))}]`),
    (body) => {
      const copy = Buffer.from(body);
      for (let i = random.between(1, 4); i > 0; i -= 1)
        copy[random.between(0, copy.length - 1)] = random.between(0, 255);
      return copy;
    },
    (body) => {
      const bad = random.pick([
        [0xff],
        [0xc0, 0xaf],
        [0xed, 0xa0, 0x80],
        [0xf4, 0x90, 0x80, 0x80],
        [0xe2, 0x82],
        [0x80],
        [0x00],
      ]);
      const at = random.between(0, body.length);
      return Buffer.concat([body.subarray(0, at), Buffer.from(bad), body.subarray(at)]);
    },
  ];

  /** A valid message, in pairs that can be bent. */
  function begin() {
    const headers = [
      ['content-type', random.pick(['text/plain', 'application/json', 'text/plain;charset=UTF-8'])],
      ['user-agent', random.pick(AGENTS)],
    ];
    const kind = random.pick(['view', 'view', 'view', 'beat', 'leave', 'event']);
    const pairs = validPairs(kind);
    return { name: kind, method: 'POST', path: '/hit', headers, pairs, isValid: true };
  }

  function array() {
    const count = random.pick([0, 1, 2, 10, 99, 100, 101]);
    const elements = Array.from({ length: count }, () => validPairs(random.pick(['view', 'event'])));
    for (const pairs of elements) if (random.chance(0.3)) pairs.push(['ip', '192.0.2.7'], ['ua', AGENTS[0]]);
    if (elements.length > 0 && random.chance(0.7)) random.pick(bends)(random.pick(elements));
    const body = `[${elements.map((pairs) => write(new Pairs(pairs))).join(',')}]`;
    const bearer = random.chance(0.9)
      ? `Bearer ${key}`
      : random.pick(['Bearer hc_x', 'bearer', `Bearer ${key}x`, `Basic ${key}`]);
    const headers = [
      ['content-type', 'application/json'],
      ['user-agent', random.pick(AGENTS)],
      ['authorization', bearer],
    ];
    return { name: 'array', method: 'POST', path: '/hit', headers, body: Buffer.from(body), isValid: false };
  }

  function pixel() {
    const value = () => encodeURIComponent(aString().replace(/\p{Surrogate}/gu, '')).slice(0, 6000);
    const query = random.shuffle([
      `s=${random.chance(0.7) ? site : value()}`,
      `u=${random.chance(0.7) ? encodeURIComponent(`https://${site}/pixel`) : value()}`,
      ...(random.chance(0.3)
        ? [`${random.pick(KEYS)}=${value()}`, random.pick(['s', 'u', '&&', '=', '__proto__=1', 's[]=1', '%'])]
        : []),
    ]);
    const headers = [
      ['user-agent', random.pick(AGENTS)],
      ['referer', random.chance(0.5) ? `https://${site}/x` : 'x'],
    ];
    const method = random.chance(0.95) ? 'GET' : random.pick(METHODS);
    return {
      name: 'pixel',
      method,
      path: `/hit.gif?${query.join('&')}`,
      headers,
      body: Buffer.alloc(0),
      isValid: false,
    };
  }

  /** The next request. One in twelve is valid: those must be taken, or the others would prove nothing. */
  return function next() {
    if (key !== undefined && random.chance(0.04)) return array();
    if (hasPixel && random.chance(0.04)) return pixel();
    const { pairs, ...message } = begin();
    if (random.chance(1 / 12)) return { ...message, body: Buffer.from(write(new Pairs(pairs))) };
    message.isValid = false;
    const ways = random.pick([1, 1, 2, 3]);
    let scratched = false;
    for (let i = 0; i < ways; i += 1) {
      const way = random.between(0, 9);
      if (way < 6 && pairs.length > 0) random.pick(bends)(pairs);
      else if (way === 6) message.headers[0] = ['content-type', random.pick(CONTENT_TYPES)];
      else if (way === 7) message.headers.push(random.pick(HEADERS));
      else if (way === 8 && random.chance(0.5)) {
        if (random.chance(0.6)) message.path = random.pick(PATHS);
        else message.method = random.pick(METHODS);
      } else scratched = true;
    }
    let body = Buffer.from(write(new Pairs(pairs)));
    if (scratched && body.length > 0) body = random.pick(scratches)(body);
    return { ...message, body };
  };
}

/** The request as bytes on a kept-alive connection. @param {Message} message @param {string} host */
export function toBytes({ method, path, headers, body }, host) {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const head = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n${lines}content-length: ${byteLength(body)}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}
