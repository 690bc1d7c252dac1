// What no HTTP client would send: broken heads, two lengths that disagree, chunks that lie, requests inside of requests. Each is
// a list of pieces that are written one by one. What is hidden inside a request carries a page instance that begins with
// `deadbeef`: a row that has it was smuggled in. Pure; a seed repeats them.
import { AGENTS } from './ingest-agents.mjs';

/** @typedef {{ name: string, pieces: Buffer[], pauseMs: number, valid: number }} RawRequest `valid`: answers below 300 it must get */

/** Followed by two digits that say by which trick: its place among the bad ones below. */
export const SMUGGLED = 'deadbeef';

const LENGTHS = ['-1', '+5', '0x10', '5 5', '5,5', '', ' ', '1e3', '99999999999999999999', '5.0', '\u00b2', '5;'];
const ENCODINGS = [
  ...['xchunked', 'chunked, identity', '\u000bchunked', 'chunked\u0000', 'gzip'],
  ...['chunked;q=1', '"chunked"', 'chunked, chunked', 'identity', 'cow\r\n\tchunked', ''],
];
const VERSIONS = [
  'HTTP/0.9',
  'HTTP/1.0',
  'HTTP/1.2',
  'HTTP/2.0',
  'HTTP/9.9',
  'http/1.1',
  'HTTP/1.1.1',
  'HTTP/11',
  'HTPP/1.1',
  '',
];
const LINES = [
  ...[
    'GET  /healthz HTTP/1.1',
    'GET /healthz  HTTP/1.1',
    'get /healthz HTTP/1.1',
    'GET\t/healthz\tHTTP/1.1',
    ' GET /healthz HTTP/1.1',
    'GET',
  ],
  ...[
    'GET /heal thz HTTP/1.1',
    'GET /\u0000 HTTP/1.1',
    'GET /\u00ff HTTP/1.1',
    'GET http://evil.example/hit HTTP/1.1',
    'GET ?x HTTP/1.1',
    'GET * HTTP/1.1',
  ],
  ...[
    'CONNECT blog.example:443 HTTP/1.1',
    'OPTIONS * HTTP/1.1',
    'PRI * HTTP/2.0',
    'SSTP_DUPLEX_POST /x HTTP/1.1',
    'G\u00cbT / HTTP/1.1',
    '\r\n\r\nGET /healthz HTTP/1.1',
  ],
];
const HEADER_LINES = [
  ...[
    'x : y',
    ' x: y',
    'x',
    ': y',
    'x\u0000: y',
    'x: a\u0000b',
    'x: a\rb',
    'x: a\nb',
    '\u00e9: y',
    'x(y): z',
    'host: a\r\nhost: b',
    'x: y\r\n folded',
  ],
  ...[
    'expect: nonsense',
    'expect: 100-continue',
    'upgrade: websocket\r\nconnection: upgrade',
    'upgrade: h2c\r\nconnection: upgrade, http2-settings',
  ],
  ...[
    'connection: content-length',
    'connection: close, keep-alive',
    'te: trailers, deflate',
    'trailer: content-length',
    'content-type: text/plain\r\ncontent-type: x',
  ],
];

/**
 * @param {import('./harness.mjs').Context['random']} random
 * @param {{ site: string, host: string }} surroundings
 */
export function createRawRequests(random, { site, host }) {
  const hit = (p = random.hex(16)) => JSON.stringify({ k: 'view', s: site, p, q: 0, u: `https://${site}/raw` });
  const common = () => `host: ${host}\r\nuser-agent: ${AGENTS[0]}\r\ncontent-type: text/plain\r\n`;
  const post = (extra, body) => `POST /hit HTTP/1.1\r\n${common()}${extra}\r\n${body}`;
  const whole = (body = hit(), extra = '') => post(`${extra}content-length: ${Buffer.byteLength(body)}\r\n`, body);
  const chunk = (text) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
  let trick = 0;
  const smuggled = () => whole(hit(SMUGGLED + trick.toString(16).padStart(2, '0') + random.hex(6)));
  const bytes = (length) => Buffer.from(Array.from({ length }, () => random.between(0, 255)));
  const last = 'connection: close\r\n';

  /** Cuts a request into a few pieces, so that heads and bodies arrive in parts. */
  function cut(text) {
    const buffer = Buffer.isBuffer(text) ? text : Buffer.from(text, 'latin1');
    const at = Array.from({ length: random.between(0, 3) }, () => random.between(0, buffer.length)).sort(
      (a, b) => a - b,
    );
    return [...at, buffer.length]
      .map((end, i) => buffer.subarray(at[i - 1] ?? 0, end))
      .filter((piece) => piece.length > 0);
  }

  /** What must be taken: between the tricks, so that refusing everything would show. */
  const good = {
    pipelined: () => [whole() + whole() + whole(hit(), last), 3],
    chunked() {
      const body = hit();
      const at = random.between(1, body.length - 1);
      return [
        post(`${last}transfer-encoding: chunked\r\n`, `${chunk(body.slice(0, at))}${chunk(body.slice(at))}0\r\n\r\n`),
        1,
      ];
    },
    'many pipelined': () => [`GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n`.repeat(40) + whole(hit(), last), 41],
    'chunked with extensions': () => [
      post(`${last}transfer-encoding: chunked\r\n`, `${chunk(hit()).replace('\r', ';a=b\r')}0\r\nx-y: z\r\n\r\n`),
      1,
    ],
    'empty lines first': () => [`\r\n\r\n${whole(hit(), last)}`, 1],
  };

  const bad = {
    'length and chunks': () => post(`content-length: 6\r\ntransfer-encoding: chunked\r\n`, `0\r\n\r\n${smuggled()}`),
    'chunks and length': () => post(`transfer-encoding: chunked\r\ncontent-length: 6\r\n`, `0\r\n\r\n${smuggled()}`),
    'two lengths': () =>
      post(`content-length: 5\r\ncontent-length: ${random.between(6, 90)}\r\n`, `hello${smuggled()}`),
    'a length that is none': () => post(`content-length: ${random.pick(LENGTHS)}\r\n`, `hello${smuggled()}`),
    'a body that is a request': () => whole(smuggled(), last),
    'an odd encoding': () => post(`transfer-encoding: ${random.pick(ENCODINGS)}\r\n`, `0\r\n\r\n${smuggled()}`),
    'an encoding before a colon': () => post(`transfer-encoding : chunked\r\n`, `0\r\n\r\n${smuggled()}`),
    'two encodings': () =>
      post(`transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n`, `0\r\n\r\n${smuggled()}`),
    'a chunk that lies': () =>
      post(
        `transfer-encoding: chunked\r\n`,
        `${random.pick(['ffffffffffffffff1', '-1', '0x5', 'g', '5 ', '5\n', ''])}\r\nhello\r\n${smuggled()}`,
      ),
    'a long extension': () =>
      post(
        `transfer-encoding: chunked\r\n`,
        `5;${'x'.repeat(random.pick([100, 20_000, 70_000]))}\r\nhello\r\n0\r\n\r\n`,
      ),
    'trailers without end': () => post(`transfer-encoding: chunked\r\n`, `0\r\n${'x-a: b\r\n'.repeat(3000)}`),
    'a body too large': () => whole('x'.repeat(random.pick([8193, 20_000, 200_000])), last),
    'a chunked body too large': () =>
      post(`transfer-encoding: chunked\r\n`, `${chunk('x'.repeat(4000)).repeat(5)}0\r\n\r\n`),
    'a body cut short': () => whole().slice(0, -random.between(1, 60)),
    'a head cut short': () => whole().slice(0, random.between(1, 120)),
    'an odd version': () => `GET /healthz ${random.pick(VERSIONS)}\r\nhost: x\r\n${last}\r\n`,
    'an odd line': () => `${random.pick(LINES)}\r\nhost: x\r\n${last}\r\n`,
    'an odd header': () => post(`${random.pick(HEADER_LINES)}\r\n${last}content-length: 5\r\n`, 'hello'),
    'bare line feeds': () => whole(smuggled(), last).replaceAll('\r\n', '\n'),
    'bare carriage returns': () => `GET /healthz HTTP/1.1\rhost: x\r\r`,
    'no host': () => `GET /${random.pick(['healthz', 'hit', 'try', ''])} HTTP/1.1\r\n\r\n`,
    'many headers': () =>
      post(`${'a: b\r\n'.repeat(random.pick([500, 1400, 5000]))}${last}content-length: 5\r\n`, 'hello'),
    'a long header': () =>
      post(`x: ${'y'.repeat(random.pick([7000, 9000, 70_000]))}\r\n${last}content-length: 5\r\n`, 'hello'),
    'a long address': () => `GET /${'a'.repeat(random.pick([7000, 9000, 70_000]))} HTTP/1.1\r\nhost: x\r\n${last}\r\n`,
    'a line break in an address': () =>
      `GET /healthz%0d%0aset-cookie:%20a=b\r\nx: y HTTP/1.1\r\nhost: x\r\n${last}\r\n`,
    'a TLS hello': () => Buffer.concat([Buffer.from('16030100c8010000c40303', 'hex'), bytes(200)]),
    'an HTTP/2 preface': () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u0000\u0000\u0000\u0004\u0000\u0000\u0000\u0000\u0000',
    noise: () => bytes(random.between(1, 2000)),
    nothing: () => '',
    'a good one with bytes changed'() {
      const copy = Buffer.from(whole(hit(), last), 'latin1');
      for (let i = random.between(1, 6); i > 0; i -= 1)
        copy[random.between(0, copy.length - 1)] = random.between(0, 255);
      return copy;
    },
  };
  const goodNames = Object.keys(good);
  const badNames = Object.keys(bad);

  /** @returns {RawRequest} */
  return function next() {
    if (random.chance(0.005)) {
      const pieces = [...Buffer.from(whole(hit(), last))].map((byte) => Buffer.from([byte]));
      return { name: 'byte by byte', pieces, pauseMs: 1, valid: 1 };
    }
    if (random.chance(0.1)) {
      const name = random.pick(goodNames);
      const [text, valid] = good[name]();
      return { name, pieces: cut(text), pauseMs: 0, valid };
    }
    trick = random.between(0, badNames.length - 1);
    const name = badNames[trick];
    return { name, pieces: cut(bad[name]()), pauseMs: 0, valid: 0 };
  };
}
