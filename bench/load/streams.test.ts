// The streams' promises: frames are found however they are cut, every hit is found again in a state that knows of it, and a
// watcher is charged from the hit, or from the end of the window that was running.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { Hit } from '../../server/contract/hit.ts';
import { createFrameReader } from './frames.mjs';
import { createHistogram } from './histogram.mjs';
import { createHitBook, createNumberedHits, newestOf } from './numbered-hits.mjs';
import { openStreams } from './streams.mjs';

const SITE = 'example.com';
const HEAD = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const frame = (event: string, data: unknown) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

it('finds every frame, wherever the bytes are cut', () => {
  const frames = [
    { event: 'state', data: { pages: [['/event: \u2028é', 1]] } },
    { event: 'ping', data: { t: 1 } },
    { event: 'bye', data: { reason: 'restart' } },
  ];
  const chunks = frames.map(({ event, data }) => frame(event, data));
  const bytes = Buffer.from(HEAD + chunks.map((text) => `${text.length.toString(16)}\r\n${text}\r\n`).join(''));
  for (const size of [1, 2, 3, 7, 50, bytes.length]) {
    const seen: unknown[] = [];
    const read = createFrameReader((one) => seen.push(one));
    for (let at = 0; at < bytes.length; at += size) {
      const part = bytes.subarray(at, at + size);
      read(part, part.length);
    }
    expect(seen, `${size} at a time`).toEqual(frames);
  }
});

it('sends hits that keep the contract, the newest of which stands first in a list sorted by name', () => {
  const book = createHitBook();
  const source = createNumberedHits([SITE], book);
  const connection = { into: Buffer.alloc(4_096), dueAt: 1 } as never as Parameters<typeof source.next>[0];
  const paths = Array.from({ length: 30 }, () => {
    const text = connection.into.toString('utf8', 0, source.next(connection));
    const [head = '', body = ''] = text.split('\r\n\r\n');
    expect(Number(/^Content-Length: (\d+)$/m.exec(head)?.[1])).toBe(body.length);
    return new URL(Hit.parse(JSON.parse(body)).u).pathname;
  });
  for (let sent = 1; sent <= paths.length; sent += 1) {
    const [first = ''] = paths.slice(0, sent).sort();
    expect(newestOf({ pages: [[first, 1]] })).toBe(sent);
  }
  expect(newestOf({ pages: [] })).toBe(0);
});

it('charges from the hit, or from the end of the window that was running', async () => {
  const state = (t: number, newest: number) =>
    frame('state', { site: SITE, t, pages: newest === 0 ? [] : [[`/${1_000_000_000 - newest}/slug`, 1]] });
  let say = (_text: string) => {};
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(state(Date.now() - 10_000, 0)); // its window is over
    say = (text) => response.write(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const [book, latency] = [createHitBook(), createHistogram()];
  const streams = await openStreams({ port, path: '/', cookie: '', count: 1, book, latency });
  onTestFinished(streams.close);
  const seen = async (count: number) => {
    while (latency.spread().count < count) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  book.note(SITE, performance.now() - 5_000); // seen five seconds late
  say(state(Date.now() - 150, 1));
  await seen(1);
  expect(latency.spread().max).toBeGreaterThanOrEqual(5_000);
  latency.clear();
  book.note(SITE, performance.now() - 5_000); // within the window of the frame before, which ends in the future
  say(state(Date.now(), 2));
  await seen(1);
  expect(latency.spread().max).toBeLessThan(4_000);
  expect(streams.look()).toMatchObject({ open: 1, frames: 3, broken: 0 });
});
