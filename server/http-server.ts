// Node's own HTTP server, with every limit set: whoever is slow, greedy or many is cut off, and nobody else notices.
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from './clock.ts';

/** Headers must be there by then; then 408. */
const HEADERS_TIMEOUT_MS = 5_000;
/** The whole request, body included, must be there by then; then 408. Also ends a body that comes byte by byte. */
const REQUEST_TIMEOUT_MS = 10_000;
/** How often Node looks for the two above: a slow one is gone a second later at most. */
const CHECK_EVERY_MS = 1_000;
/** Longer than the usual 60 s of a proxy in front, which would else write into connections that are being closed. */
const KEEP_ALIVE_MS = 72_000;
/** A connection on which nothing moves for so long, or for twice as long when something waits to be sent, is cut: nobody reads. */
const STUCK_MS = 60_000;
const MAX_HEADER_BYTES = 8_192;
const COMPLAIN_EVERY_MS = 60_000;

/** What the server opens besides connections: the database, salts, backups, threads. */
const OTHER_FILES = 100;

/** How many connections leave it files enough; no limit where the system does not tell. */
function affordableConnections(): number {
  try {
    const [, files] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return files === undefined ? Number.POSITIVE_INFINITY : Math.max(10, Number(files) - OTHER_FILES);
  } catch {
    return Number.POSITIVE_INFINITY; // not Linux
  }
}

/**
 * Ends an idle connection by `end`, unless something comes of it in this turn of the event loop. Node looks at its timers before it
 * reads: after a moment in which the process did not get to run, a request that came in time still waits to be read, and would be
 * thrown away together with its connection. Once it is read, its own time counts.
 */
export function unlessHeard(socket: Socket, end: () => void): void {
  const heard = socket.bytesRead;
  setImmediate(() => {
    if (socket.bytesRead === heard) end();
  });
}

/**
 * `maxConnections`, or as many as the limit on open files leaves: more are closed as soon as they open; `complain` is told of it
 * once a minute.
 */
export function createHttpServer(
  listener: RequestListener,
  maxConnections: number,
  clock: Clock,
  complain: (message: string) => void,
): Server {
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: CHECK_EVERY_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    listener,
  );
  server.timeout = STUCK_MS;
  server.on('timeout', (socket: Socket) => unlessHeard(socket, () => socket.destroy()));
  server.maxConnections = Math.min(maxConnections, affordableConnections());
  let complainedAt = Number.NEGATIVE_INFINITY;
  server.on('drop', () => {
    if (clock.monotonic() - complainedAt < COMPLAIN_EVERY_MS) return;
    complainedAt = clock.monotonic();
    complain(
      server.maxConnections < maxConnections
        ? `more than ${server.maxConnections} connections, which is what the limit on open files leaves (ulimit -n): new ones are closed`
        : `more than MAX_CONNECTIONS (${maxConnections}) connections: new ones are closed`,
    );
  });
  return server;
}
