// Against a real server on a real port, since connections and their limits are the point.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { aBeat } from '../server/testing/factories.ts';
import { createDelivery } from './deliver.ts';
import type { Reader } from './readers.ts';

const reader: Reader = { address: '192.0.2.7', userAgent: 'Mozilla/5.0 (made up)', width: 1280, timezone: 'UTC' };

/** A server that notes what it is sent; `answer` decides when and how. */
async function listen(answer: (reply: ServerResponse) => void) {
  const received: { headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer(async (request, reply) => {
    const chunks = await request.toArray();
    received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    answer(reply);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(close);
  return { received, close, url: `http://127.0.0.1:${port}/hit` };
}

test('a message arrives as the tracker sends it, under the address and the browser of its reader', async () => {
  const { received, url } = await listen((reply) => reply.writeHead(204).end());
  const beat = aBeat();
  createDelivery(url).send(beat, reader);
  await vi.waitFor(() => expect(received).toHaveLength(1));
  expect(JSON.parse(received[0]!.body)).toEqual(beat);
  expect(received[0]!.headers).toMatchObject({
    'content-type': expect.stringMatching(/^text\/plain/),
    'x-forwarded-for': reader.address,
    'user-agent': reader.userAgent,
  });
});

test('a slow server is asked at most 32 things at once, and the rest follows when it answers', async () => {
  const held: ServerResponse[] = [];
  const { received, url } = await listen((reply) => held.push(reply));
  const delivery = createDelivery(url);
  for (let i = 0; i < 100; i++) delivery.send(aBeat(), reader);
  await vi.waitFor(() => expect(received).toHaveLength(32));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(received).toHaveLength(32);
  const timer = setInterval(() => {
    for (const reply of held.splice(0)) reply.writeHead(204).end();
  }, 5);
  onTestFinished(() => clearInterval(timer));
  await vi.waitFor(() => expect(received).toHaveLength(100), 5_000);
});

test('at most a thousand messages wait', async () => {
  const held: ServerResponse[] = [];
  let holding = true;
  const { received, url } = await listen((reply) => (holding ? held.push(reply) : reply.writeHead(204).end()));
  const delivery = createDelivery(url);
  for (let i = 0; i < 3_000; i++) delivery.send(aBeat(), reader);
  await vi.waitFor(() => expect(held).toHaveLength(32));
  holding = false;
  for (const reply of held) reply.writeHead(204).end();
  await vi.waitFor(() => expect(received).toHaveLength(1_032), 10_000);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(received).toHaveLength(1_032);
});

test('a refusal, a broken connection or no server at all troubles nobody', async () => {
  let turn = 0;
  const { received, url } = await listen((reply) => {
    turn += 1;
    if (turn % 2 === 0) reply.destroy();
    else reply.writeHead(503).end();
  });
  const delivery = createDelivery(url);
  for (let i = 0; i < 10; i++) delivery.send(aBeat(), reader);
  await vi.waitFor(() => expect(received.length).toBeGreaterThanOrEqual(10));

  const gone = await listen(() => {});
  await gone.close();
  const unreachable = createDelivery(gone.url);
  for (let i = 0; i < 50; i++) unreachable.send(aBeat(), reader);
  await new Promise((resolve) => setTimeout(resolve, 100)); // an unhandled rejection would fail the run
});

test('after stop nothing more is sent', async () => {
  const { received, url } = await listen(() => {});
  const delivery = createDelivery(url);
  for (let i = 0; i < 100; i++) delivery.send(aBeat(), reader);
  delivery.stop();
  delivery.send(aBeat(), reader);
  await vi.waitFor(() => expect(received).toHaveLength(32));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(received).toHaveLength(32);
});
