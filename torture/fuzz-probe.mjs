// How long the server keeps a harmless question waiting, asked from a thread that does nothing else: what stands in the way
// of one request on the server's loop stands in the way of all.
import { connect } from 'node:net';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { startUntilStopped } from './until-stopped.mjs';

const EVERY_MS = 50;

/**
 * Asks GET /healthz every 50 ms until it is stopped.
 *
 * @param {number} port
 * @returns {{ stop(): Promise<{ asked: number, unanswered: number, maxMs: number, p99Ms: number }> }}
 */
export function startProbe(port) {
  return startUntilStopped(new URL(import.meta.url), { probe: port });
}

function probe(port) {
  /** @type {number[]} */
  const times = [];
  let asked = 0;
  let sentAt = 0;
  let over = false;
  let socket = open();

  function reopen() {
    socket = open();
  }

  function open() {
    const made = connect({ port, host: '127.0.0.1', noDelay: true });
    made.on('data', () => {
      if (sentAt === 0) return;
      times.push(performance.now() - sentAt);
      sentAt = 0;
    });
    made.on('error', () => undefined); // `close` follows
    made.on('close', () => {
      sentAt = 0;
      if (!over) setTimeout(reopen, 10);
    });
    return made;
  }

  const timer = setInterval(() => {
    if (sentAt !== 0 || socket.readyState !== 'open') return; // the last one still waits, and counts with all of its time
    asked += 1;
    sentAt = performance.now();
    socket.write(`GET /healthz HTTP/1.1\r\nhost: localhost:${port}\r\n\r\n`);
  }, EVERY_MS);

  parentPort?.once('message', () => {
    clearInterval(timer);
    over = true;
    if (sentAt !== 0) times.push(performance.now() - sentAt);
    socket.destroy();
    times.sort((a, b) => a - b);
    const round = (ms = 0) => Math.round(ms * 10) / 10;
    parentPort?.postMessage({
      asked,
      unanswered: asked - times.length,
      maxMs: round(times.at(-1)),
      p99Ms: round(times[Math.floor(times.length * 0.99)]),
    });
  });
}

if (!isMainThread && workerData?.probe) probe(workerData.probe);
