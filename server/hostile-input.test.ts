// What strangers send, gathered: whatever it is, it is refused or stored as plain text; the server neither fails nor logs
// an error, and no frame, header or row takes another shape than its own.
import { connect } from 'node:net';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LiveState } from './contract/browser.ts';
import { databaseFile, openReader } from './store/open.ts';
import { buildTestApp } from './testing/build-test-app.ts';
import { aView, newPage } from './testing/factories.ts';
import { readSse } from './testing/read-sse.ts';

const STRINGS = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'; DROP TABLE hits; --",
  'data: injected\n\nevent: state',
  '\r\nset-cookie: a=b',
  '\u0000',
  '\u2028\u2029\ufeff',
  '\u202eright to left',
  '__proto__',
  'constructor',
  '🧑‍🚀'.repeat(50),
  '%00%0a%0d',
  '../../etc/passwd',
  '$\u007bjndi:ldap://x\u007d',
];

it('hostile strings in every field are answered with 202, 204, 4xx, never 5xx, and never logged as an error', async () => {
  const app = await buildTestApp();
  const cookie = await app.signIn();
  const stream = await readSse(`${app.address}/api/live?sites=example.com`, cookie);
  for (const text of STRINGS) {
    for (const field of ['k', 's', 'p', 'q', 'u', 'r', 'w', 't', 'z', 'v', 'x']) {
      const reply = await app.hit({ ...aView(), [field]: text });
      expect([202, 400, 404]).toContain(reply.status);
    }
    const reply = await app.hit({
      ...aView(),
      u: `https://example.com/${encodeURIComponent(text)}`,
      t: text.slice(0, 256),
    });
    expect([202, 400]).toContain(reply.status);
  }
  await app.hit(aView({ u: 'https://example.com/!last' }));
  await stream.until(({ event, data }) => event === 'state' && JSON.stringify(data.pages).includes('!last'));
  stream.close();
  for (const { event, data } of stream.events) {
    expect(['state', 'unregistered', 'notices']).toContain(event);
    if (event === 'state') expect(LiveState.parse(data)).toEqual(data);
  }
  expect(app.log.filter((line) => line.level >= 50)).toEqual([]);
});

it('two thousand messages mutated at random: no 5xx, no error logged, no row outside the schema', async () => {
  const app = await buildTestApp();
  const value = fc.oneof(
    fc.constantFrom(null, true, -1, 1e308, '', [], {}),
    fc.string({ unit: 'binary' }),
    fc.integer(),
    fc.jsonValue(),
  );
  const message = fc.record({
    key: fc.constantFrom('k', 's', 'p', 'q', 'u', 'r', 'w', 't', 'z', 'v', 'n', 'd', 'a', 'e', 'y', 'extra'),
    value,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(message, { maxLength: 3 }),
      fc.constantFrom('view', 'beat', 'leave', 'event'),
      async (changes, k) => {
        const body: { [key: string]: unknown } = { ...aView({ p: newPage() }), k };
        for (const change of changes) body[change.key] = change.value;
        expect((await app.hit(body)).status).toBeLessThan(500);
      },
    ),
    { numRuns: 2000 },
  );
  const reader = openReader(databaseFile(app.config.dataDir));
  const odd = reader.prepare(
    "SELECT count(*) FROM hits WHERE length(page_instance) <> 8 OR host = '' OR substr(path, 1, 1) <> '/' OR length(title) > 256",
  );
  expect(odd.pluck().get()).toBe(0);
  reader.close();
  expect(app.log.filter((line) => line.level >= 50)).toEqual([]);
}, 240_000);

it('whoever is cut and keeps their side of the connection open does not keep ours', async () => {
  const { address, app } = await buildTestApp();
  const socket = connect({ port: Number(new URL(address).port), host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined);
  socket.resume();
  socket.write('HELLO\r\n\r\n');
  await new Promise((resolve) => socket.once('end', resolve));
  const open = () =>
    new Promise<number>((resolve) => app.http.server.getConnections((_error, count) => resolve(count)));
  for (let i = 0; i < 50 && (await open()) > 0; i += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await open()).toBe(0);
  socket.destroy();
});

it.each([
  ['a slow head', 'POST /hit HTTP/1.1\r\nhost: x\r\nx-a: '],
  ['a slow body', 'POST /hit HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: 1000\r\n\r\n{'],
])('%s is cut within 15 s', async (_what, beginning) => {
  const { address } = await buildTestApp();
  const socket = connect({ port: Number(new URL(address).port), host: '127.0.0.1' });
  const began = performance.now();
  socket.write(beginning);
  const dribble = setInterval(() => socket.write('a'), 500);
  let answer = '';
  socket.on('error', () => undefined); // cut while it still writes: that is the point
  socket.on('data', (data) => {
    answer += data;
  });
  await new Promise((resolve) => socket.on('close', resolve));
  clearInterval(dribble);
  expect(answer).toMatch(/^HTTP\/1.1 408/);
  expect(performance.now() - began).toBeLessThan(15_000);
});

it.each([
  ['within twice the time-out, a minute, which is 300 ms here', 200, 0],
  ['never without one (control)', Number.POSITIVE_INFINITY, 1],
])('whoever asks again and again and never reads is cut %s', async (_what, quicker, expected) => {
  const { address, app } = await buildTestApp();
  expect(app.http.server.timeout).toBe(60_000);
  app.http.server.timeout /= quicker;
  const socket = connect({ port: Number(new URL(address).port), host: '127.0.0.1' });
  socket.on('error', () => undefined);
  socket.pause();
  socket.write('GET /headcount.js HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(20_000));
  const open = () =>
    new Promise<number>((resolve) => app.http.server.getConnections((_error, count) => resolve(count)));
  for (let i = 0; i < 40 && ((await open()) > 0 || i < 5); i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(await open()).toBe(expected);
  socket.destroy();
});

it('a page may read why its hit was no HTTP, with the headers that every answer of the collector lets it read', async () => {
  const { address } = await buildTestApp();
  const answer = await raw(address, 'HELLO\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1.1 400 .*\r\naccess-control-allow-origin: \*\r\n/s);
  expect(answer).toMatch(/\r\naccess-control-expose-headers: retry-after, x-headcount-dropped\r\n/);
});

/** Sends bytes as they are and resolves with everything that comes back. */
async function raw(address: string, bytes: string): Promise<string> {
  const socket = connect({ port: Number(new URL(address).port), host: '127.0.0.1' });
  let answer = '';
  socket.on('error', () => undefined);
  socket.on('data', (data) => {
    answer += data;
  });
  socket.end(bytes);
  await new Promise((resolve) => socket.on('close', resolve));
  return answer;
}

it.each([
  [
    'a head over 8 kB',
    `GET /healthz HTTP/1.1\r\nhost: x\r\nx-long: ${'x'.repeat(9000)}\r\n\r\n`,
    431,
    'headers_too_large',
  ],
  ['what is no HTTP', 'HELLO\r\n\r\n', 400, 'bad_request'],
  [
    'a percent sign that encodes nothing',
    'GET /sites/%E0%A4%A HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
    404,
    'not_found',
  ],
  [
    'a name over 500 characters',
    `GET /sites/${'x'.repeat(600)} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`,
    404,
    'not_found',
  ],
  ['no host', 'GET /try HTTP/1.0\r\n\r\n', 400, 'bad_request'],
  ['a host that is none', 'GET /try HTTP/1.1\r\nhost: a b\r\nconnection: close\r\n\r\n', 400, 'bad_request'],
  ['a port that is none', 'GET /try HTTP/1.1\r\nhost: x:99999\r\nconnection: close\r\n\r\n', 400, 'bad_request'],
])('%s is refused in the shape of every error, and is no error of ours', async (_what, bytes, status, code) => {
  const { address, log } = await buildTestApp();
  const answer = await raw(address, bytes);
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(JSON.parse(answer.slice(answer.indexOf('{')))).toMatchObject({
    error: { code, message: expect.stringMatching(/\.$/) },
  });
  expect(log.filter((line) => line.level >= 50)).toEqual([]);
});
