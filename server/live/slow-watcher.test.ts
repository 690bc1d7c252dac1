// What `inject` cannot show: real sockets whose other end does not read, or is gone.
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { buildTestApp, FIREFOX } from '../testing/build-test-app.ts';
import { aBeat, aView, newPage } from '../testing/factories.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { readSse } from '../testing/read-sse.ts';
import { LIFETIME_MS, WINDOW_MS } from './hub.ts';

/** Of 20 kB each. Kernel buffers take some 4 MB before Node notices that nobody reads; this is well beyond. */
const MOST_FRAMES = 1500;
const LONG = 'x'.repeat(2000);
const BOUND = 128 * 1024;

/** Asks for a stream and never reads from it. */
async function openStalled(port: number, path: string, cookie: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  onTestFinished(() => void socket.destroy());
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.pause();
  socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\ncookie: ${cookie}\r\n\r\n`);
  return socket;
}

async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  const until = Date.now() + 8000;
  while (!(await holds())) {
    if (Date.now() > until) throw new Error('it did not come true within 8 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The server's ends of all connections, as they come and go. */
function socketsOf(server: { on(event: 'connection', listener: (socket: Socket) => void): unknown }): Set<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  return sockets;
}

const mostQueued = (sockets: Set<Socket>) => Math.max(0, ...[...sockets].map((socket) => socket.writableLength));

it('a watcher that stops reading costs no growing memory, holds up nobody, and is forgotten when it vanishes', async () => {
  const clock = createFakeClock();
  const { app, address, signIn, hit, log } = await buildTestApp({ clock });
  const sockets = socketsOf(app.http.server);
  const cookie = await signIn();
  // Ten pages with paths as long as they may be: a state of more than 20 kB.
  const pages = Array.from({ length: 10 }, newPage);
  for (const [i, p] of pages.entries())
    await hit(aView({ p, u: `https://example.com/${i}/${LONG}` }), { 'user-agent': `${FIREFOX} reader ${i}` });

  const stalled = await openStalled(Number(new URL(address).port), '/api/sites/example.com/live', cookie);
  const healthy = await readSse(`${address}/api/sites/example.com/live`, cookie);
  onTestFinished(() => healthy.close());
  await eventually(() => sockets.size >= 2);

  let most = 0;
  let frames = 0;
  const serverEnd = [...sockets].find((socket) => socket.remotePort === stalled.localPort);
  const isFull = () => serverEnd?.writableNeedDrain === true;
  async function sendFrame() {
    // Now reading, now idle: each beat changes the state, each window sends it.
    frames += 1;
    await hit(aBeat({ p: pages[0] ?? '', a: frames % 2 === 0 ? 0 : 1 }), { 'user-agent': `${FIREFOX} reader 0` });
    if (frames % 100 === 0) for (const p of pages) await hit(aBeat({ p }));
    clock.advance(WINDOW_MS);
    most = Math.max(most, mostQueued(sockets));
  }
  while (!isFull() && frames < MOST_FRAMES) await sendFrame();
  expect(isFull()).toBe(true);
  for (let i = 0; i < 100; i += 1) await sendFrame();
  expect(most).toBeLessThan(BOUND);
  await healthy.until(({ event, data }) => event === 'state' && data.seq >= frames);

  stalled.resetAndDestroy(); // Node now emits only `close`, never `drain`
  await eventually(() => serverEnd !== undefined && !sockets.has(serverEnd));
  expect(log.filter((line) => line.level >= 50)).toEqual([]);
});

it('control: writing without looking, as most do, exceeds that bound', async () => {
  const server = createServer((_request, response) => {
    const frame = Buffer.from(`data: ${LONG.repeat(10)}\n\n`);
    for (let i = 0; i < MOST_FRAMES; i += 1) response.write(frame);
  });
  const sockets = socketsOf(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  await openStalled((server.address() as AddressInfo).port, '/', '');
  await eventually(() => mostQueued(sockets) > BOUND);
});

it('a watcher that is gone gives its place back', async () => {
  const { address, signIn } = await buildTestApp({ config: { maxStreamsPerPerson: 1 } });
  const cookie = await signIn();
  const path = '/api/sites/example.com/live';
  const watching = await readSse(address + path, cookie);
  expect(watching.response.status).toBe(200);
  const refused = await readSse(address + path, cookie);
  await refused.ended;
  expect(refused.events).toEqual([
    {
      event: 'bye',
      data: { reason: 'too_many_streams', retryMs: 30_000, message: expect.stringContaining('Close one') },
    },
  ]);
  const ask = async () => {
    const again = await readSse(address + path, cookie);
    const first = await again.until(() => true);
    again.close();
    return first.event;
  };
  watching.close();
  await eventually(async () => (await ask()) === 'state');
});

it('streams follow each other over one connection, whole, and leave nothing on its socket', async () => {
  const clock = createFakeClock();
  const { app, address, signIn, hit } = await buildTestApp({ clock });
  const sockets = socketsOf(app.http.server);
  const cookie = await signIn();
  const before = sockets.size;
  const socket = connect({ port: Number(new URL(address).port), host: '127.0.0.1' });
  onTestFinished(() => void socket.destroy());
  let text = '';
  socket.on('data', (data) => (text += data.toString()));
  for (let stream = 1; stream <= 3; stream += 1) {
    text = '';
    socket.write(
      `GET /api/sites/example.com/live HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\ncookie: ${cookie}\r\n\r\n`,
    );
    await eventually(() => text.includes('event: state'));
    await hit(aView({ u: `https://example.com/${stream}` }), { 'user-agent': `${FIREFOX} reader ${stream}` });
    await eventually(() => text.includes(`"visitors":${stream}`));
    clock.advance(LIFETIME_MS * 1.3);
    await eventually(() => text.endsWith('0\r\n\r\n'));
    expect(chunksOf(text)).toMatch(
      /^retry: 3000\n:\n\n(event: (state|ping)\ndata: {.*}\n\n)+event: bye\ndata: {.*}\n\n$/,
    );
    // For the next one they are still here.
    for (let reader = 1; reader <= stream; reader += 1)
      await hit(aView({ u: `https://example.com/${reader}` }), { 'user-agent': `${FIREFOX} reader ${reader}` });
  }
  const [own] = [...sockets].slice(before);
  expect(own?.listenerCount('drain')).toBeLessThanOrEqual(1); // Node's own
});

it('whoever speaks HTTP/1.0 gets the same frames without chunks', async () => {
  const { address, signIn, hit } = await buildTestApp();
  const socket = connect({ port: Number(new URL(address).port), host: '127.0.0.1' });
  onTestFinished(() => void socket.destroy());
  let text = '';
  socket.on('data', (data) => (text += data.toString()));
  socket.write(
    `GET /api/sites/example.com/live HTTP/1.0\r\nhost: x\r\naccept: text/event-stream\r\ncookie: ${await signIn()}\r\n\r\n`,
  );
  await eventually(() => text.includes('event: state'));
  await hit(aView());
  await eventually(() => text.includes('"visitors":1'));
  expect(text.slice(text.indexOf('\r\n\r\n') + 4)).toMatch(/^retry: 3000\n:\n\n(event: state\ndata: {.*}\n\n)+$/);
});

/** What the chunks of an answer carry; throws when one is not as long as it says. */
function chunksOf(answer: string): string {
  let rest = Buffer.from(answer.slice(answer.indexOf('\r\n\r\n') + 4));
  let body = '';
  for (;;) {
    const end = rest.indexOf('\r\n');
    const length = Number.parseInt(rest.subarray(0, end).toString(), 16);
    if (rest.subarray(end + 2 + length, end + 4 + length).toString() !== '\r\n') throw new Error('a broken chunk');
    if (length === 0) return body;
    body += rest.subarray(end + 2, end + 2 + length).toString();
    rest = rest.subarray(end + 4 + length);
  }
}
