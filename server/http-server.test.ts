// Connections that are cut for being idle, by a server that did not get to run for a while: real sockets, kept by another thread.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import { buildTestApp } from './testing/build-test-app.ts';
import { aView } from './testing/factories.ts';

/** Opens a connection; sends the first request if there is one, and the second when it is told to; tells of every answer. */
const CLIENT = `
  const { parentPort, workerData: { port, first, second, turn } } = require('node:worker_threads');
  const socket = require('node:net').connect({ port, host: '127.0.0.1', noDelay: true });
  let received = '';
  socket.on('connect', () => { if (first) socket.write(first); else parentPort.postMessage('idle'); });
  socket.on('data', (data) => {
    received += data.toString('latin1');
    parentPort.postMessage(received.slice(9, 12));
    received = '';
  });
  socket.on('error', () => undefined);
  socket.on('close', () => parentPort.postMessage('closed'));
  parentPort.on('message', () => {
    const sent = () => { Atomics.store(turn, 0, 1); Atomics.notify(turn, 0); };
    if (second) socket.write(second, sent); else sent();
  });
`;

const IDLE_MS = 1_000;
/** Longer than all that may cut a connection here: the time-outs above, and the second between two of Node's looks. */
const ASLEEP_MS = 3_000;

function request(): string {
  const body = JSON.stringify(aView());
  const head = `POST /hit HTTP/1.1\r\nhost: a\r\nuser-agent: Mozilla/5.0 Firefox/140.0\r\ncontent-type: text/plain`;
  return `${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

/** What a client is told that sends `second` while the server's loop stands still for longer than its connection may be idle. */
async function answersTo(first: string, second: string): Promise<string[]> {
  const app = await buildTestApp();
  const { server } = app.app.http;
  server.headersTimeout = IDLE_MS;
  server.keepAliveTimeout = IDLE_MS;
  const turn = new Int32Array(new SharedArrayBuffer(4));
  const port = Number(new URL(app.address).port);
  const isOpen = once(server, 'connection');
  const client = new Worker(CLIENT, { eval: true, workerData: { port, first, second, turn } });
  onTestFinished(async () => void (await client.terminate()));
  const told: string[] = [];
  client.on('message', (what: string) => told.push(what));
  await Promise.all([isOpen, once(client, 'message')]);

  client.postMessage('go on');
  Atomics.wait(turn, 0, 0); // this thread is the server's: from here on it stands still
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ASLEEP_MS);
  while (told.length < 2) await once(client, 'message');
  return told;
}

it('a hit that came while the server could not run is taken, on a connection that was opened ahead of it', async () => {
  expect(await answersTo('', request())).toEqual(['idle', '202']);
});

it('a hit that came while the server could not run is taken, on a connection that was kept alive', async () => {
  expect(await answersTo(request(), request())).toEqual(['202', '202']);
});

it('who says nothing is cut all the same, before the first request and after it', async () => {
  expect(await answersTo('', '')).toEqual(['idle', '408']);
  expect(await answersTo(request(), '')).toEqual(['202', 'closed']);
});
