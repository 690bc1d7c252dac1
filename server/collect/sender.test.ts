import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createConnectionReader } from './sender.ts';

/** What is read of a request over a real socket, from 127.0.0.1, with this X-Forwarded-For. */
async function read(trusted: readonly string[], forwarded: string) {
  const reader = createConnectionReader(trusted);
  const server = createServer((request, response) => {
    const { peer, ...connection } = reader(request);
    response.end(JSON.stringify(connection));
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const reply = await fetch(`http://127.0.0.1:${port}/`, { headers: { 'x-forwarded-for': forwarded } });
  return reply.json();
}

const LOOPBACK = ['127.0.0.0/8'];
const PRIVATE = [...LOOPBACK, '10.0.0.0/8'];

it.each([
  ['a reader', LOOPBACK, '203.0.113.5', '203.0.113.5', false],
  ['a reader with a port', LOOPBACK, '203.0.113.5:4711', '203.0.113.5', false],
  ['an address that passes on another’s request', LOOPBACK, '203.0.113.5, 10.0.0.9', '10.0.0.9', true],
  ['one that passes on what it does not name', LOOPBACK, 'unknown, 10.0.0.9', '10.0.0.9', true],
  ['a reader behind two declared proxies', PRIVATE, '203.0.113.5, 10.0.0.9', '203.0.113.5', false],
  ['a declared address alone', PRIVATE, '10.0.0.1', '10.0.0.1', false],
  ['nothing to be believed, from a peer that is not declared', [], '203.0.113.5, 10.0.0.9', '127.0.0.1', false],
])('%s', async (_what, trusted, forwarded, address, isPassedOn) => {
  expect(await read(trusted, forwarded)).toEqual({ address, forwardedBy: 'list', isPassedOn });
});
