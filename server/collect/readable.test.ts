// What says of itself that it is something else than a browser's plain JSON: through real sockets, byte by byte as it is sent.
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { addKey } from '../accounts/keys.ts';
import { databaseFile, openWriter } from '../store/open.ts';
import { buildTestApp, FIREFOX, type TestApp } from '../testing/build-test-app.ts';
import { aView } from '../testing/factories.ts';
import { hitsOf } from '../testing/stored.ts';

interface Answer {
  status: number;
  head: string;
  error: { code?: string; message?: string };
}

/** Resolves with the answer to one request on a connection of its own. */
function post(app: TestApp, lines: readonly string[], body: Buffer): Promise<Answer> {
  const { hostname, port } = new URL(app.address);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let received = '';
    socket.on('data', (data) => {
      received += data.toString('utf8');
    });
    socket.on('error', reject);
    socket.on('close', () => {
      const [head = '', text = ''] = received.split('\r\n\r\n');
      const error = text === '' ? {} : (JSON.parse(text).error ?? {});
      resolve({ status: Number(head.slice(9, 12)), head, error });
    });
    const head = ['POST /hit HTTP/1.1', 'host: stats.example', `user-agent: ${FIREFOX}`, ...lines, 'connection: close'];
    socket.write(`${head.join('\r\n')}\r\ncontent-length: ${body.length}\r\n\r\n`);
    socket.write(body);
  });
}

const json = (body: unknown) => Buffer.from(JSON.stringify(body));
const PLAIN = 'content-type: text/plain;charset=UTF-8';
/** A view whose title is these bytes. */
const titled = (title: Buffer) => {
  const [before = '', after = ''] = JSON.stringify(aView({ t: '|' })).split('|');
  return Buffer.concat([Buffer.from(before), title, Buffer.from(after)]);
};
const utf16 = () => Buffer.from(JSON.stringify(aView()), 'utf16le');

const KEY = 'wrong_key';
const TYPE = 'wrong_content_type';

describe('is refused, with a sentence, and nothing is stored:', () => {
  it.each([
    ['a key that is empty', ['authorization: Bearer '], json(aView()), 401, KEY, /no key/],
    ['a key that is missing', ['authorization: Bearer'], json(aView()), 401, KEY, /no key/],
    ['an authorization that is empty', ['authorization:'], json(aView()), 401, KEY, /no key/],
    ['a key without “Bearer”', ['authorization: hc_abc'], json(aView()), 401, KEY, /Bearer <key>/],
    ['a key with spaces', ['authorization: Bearer hc abc'], json(aView()), 401, KEY, /no key/],
    ['a key that nobody knows', ['authorization: bearer hc_abc'], json(aView()), 401, KEY, /not known/],
    ['gzip', ['content-encoding: gzip'], gzipSync(json(aView())), 415, TYPE, /Content-Encoding/],
    ['what only claims to be gzip', ['content-encoding: GZIP'], json(aView()), 415, TYPE, /Content-Encoding/],
    ['brotli', ['content-encoding: br'], json(aView()), 415, TYPE, /Content-Encoding/],
    ['UTF-16', ['content-type: text/plain; charset=utf-16'], utf16(), 415, TYPE, /UTF-8/],
    ['UTF-16, in quotes', ['content-type: application/json; charset="UTF-16LE"'], utf16(), 415, TYPE, /UTF-8/],
    ['Latin-1', ['content-type: text/plain;x=y;CHARSET=iso-8859-1'], json(aView()), 415, TYPE, /UTF-8/],
    ['UTF-16 that does not say so', [PLAIN], utf16(), 400, 'bad_json', /JSON/],
    ['half a letter', [PLAIN], titled(Buffer.from([0xc3])), 400, 'bad_json', /valid UTF-8/],
    ['a letter of Latin-1', [PLAIN], titled(Buffer.from('Über', 'latin1')), 400, 'bad_json', /valid UTF-8/],
    ['a surrogate of its own', [PLAIN], titled(Buffer.from([0xed, 0xa0, 0x80])), 400, 'bad_json', /valid UTF-8/],
    ['a slash that is too long', [PLAIN], titled(Buffer.from([0xc0, 0xaf])), 400, 'bad_json', /valid UTF-8/],
    ['a code point beyond the last', [PLAIN], titled(Buffer.from('f4908080', 'hex')), 400, 'bad_json', /valid UTF-8/],
  ] as const)('%s', async (_what, lines, body, status, code, sentence) => {
    const app = await buildTestApp();
    const hasType = lines.some((line) => line.startsWith('content-type'));
    const answer = await post(app, hasType ? lines : [PLAIN, ...lines], body);
    expect([answer.status, answer.error.code]).toEqual([status, code]);
    expect(answer.error.message).toMatch(sentence);
    expect(answer.head).toMatch(/^access-control-allow-origin: \*$/m);
    expect(hitsOf(app)).toEqual([]);
    expect(app.log.filter((line) => line.level >= 50)).toEqual([]);
  });
});

describe('is taken:', () => {
  it.each([
    ['what a browser’s fetch says', [PLAIN], {}],
    ['no charset', ['content-type: text/plain'], {}],
    ['JSON as it is called', ['content-type: application/json'], {}],
    ['UTF-8 in quotes', ['content-type: application/json; charset="utf-8"'], {}],
    ['UTF-8 without its dash', ['content-type: text/plain; charset = UTF8 ; x=y'], {}],
    ['ASCII', ['content-type: text/plain;charset=us-ascii'], {}],
    ['an encoding that is none', [PLAIN, 'content-encoding: identity'], {}],
    ['the password that a browser sends to a host by itself', [PLAIN, 'authorization: Basic dTpw'], {}],
    ['any letter', [PLAIN], { t: 'Über 日本語 📈' }],
    ['the sign for what could not be read, when that is what was sent', [PLAIN], { t: 'a \ufffd b' }],
  ])('%s', async (_what, lines, over) => {
    const app = await buildTestApp();
    const view = aView({ t: 'A post', ...over });
    expect((await post(app, lines, json(view))).status).toBe(202);
    expect(hitsOf(app)).toMatchObject([{ title: view.t }]);
  });

  it('a letter that is cut by the way in two', async () => {
    const app = await buildTestApp();
    const body = json(aView({ t: '📈' }));
    const at = body.indexOf(0xf0) + 2;
    async function* inTwo() {
      yield body.subarray(0, at);
      await new Promise((resolve) => setTimeout(resolve, 20));
      yield body.subarray(at);
    }
    const request = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: inTwo(), duplex: 'half' };
    expect((await fetch(`${app.address}/hit`, request as unknown as RequestInit)).status).toBe(202);
  });

  it('a key, whatever the case of its scheme; its hits are held to the same', async () => {
    const app = await buildTestApp();
    const db = openWriter(databaseFile(app.config.dataDir));
    const key = addKey(db, 1, 'test', Date.now());
    db.close();
    for (const scheme of ['Bearer', 'bearer', 'BEARER '])
      expect((await post(app, [PLAIN, `authorization: ${scheme} ${key}`], json([aView()]))).status).toBe(202);
    const keyed = [`authorization: Bearer ${key}`];
    expect((await post(app, [...keyed, PLAIN, 'content-encoding: gzip'], gzipSync(json([aView()])))).status).toBe(415);
    expect((await post(app, [...keyed, PLAIN], titled(Buffer.from([0xff])))).status).toBe(400);
    expect(hitsOf(app)).toHaveLength(3);
  });
});
