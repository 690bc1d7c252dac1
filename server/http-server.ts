// Node's own HTTP server, with every limit set: whoever is slow, greedy or many is cut off, and nobody else notices.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { Clock } from './clock.ts';

/** Headers must be there by then; then 408. */
const HEADERS_TIMEOUT_MS = 5_000;
/** The whole request, body included, must be there by then; then 408. Also ends a body that comes byte by byte. */
const REQUEST_TIMEOUT_MS = 10_000;
/** How often Node looks for the two above: a slow one is gone a second later at most. */
const CHECK_EVERY_MS = 1_000;
/** Longer than the usual 60 s of a proxy in front, which would else write into connections that are being closed. */
const KEEP_ALIVE_MS = 72_000;
const MAX_HEADER_BYTES = 8_192;
const COMPLAIN_EVERY_MS = 60_000;

/** `maxConnections`: more are closed as soon as they open; `complain` is told of it once a minute. */
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
  server.maxConnections = maxConnections;
  let complainedAt = Number.NEGATIVE_INFINITY;
  server.on('drop', () => {
    if (clock.monotonic() - complainedAt < COMPLAIN_EVERY_MS) return;
    complainedAt = clock.monotonic();
    complain(`more than MAX_CONNECTIONS (${maxConnections}) connections: new ones are closed`);
  });
  return server;
}
