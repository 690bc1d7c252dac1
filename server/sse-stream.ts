// A reply as a stream of server-sent events: here a socket becomes something that takes frames and can be full.
import type { FastifyReply } from 'fastify';

/** No proxy may hold back, change or compress a frame. */
const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no', // nginx buffers otherwise
  // Caddy's `encode` compresses otherwise, and holds the frames for seconds: that of Debian 12 (2.6) knows no `no-transform`.
  'content-encoding': 'identity',
  connection: 'keep-alive',
};

interface Follower {
  drained(): void;
  close(): void;
}

export interface SseStream {
  /** Where frames go. send() is false when the socket is full: then nothing more is sent until `drained`. */
  sink: { send(frame: Buffer): boolean; end(): void; destroy(): void };
  /** Has the follower told when the socket has room again, and when it is gone (at once when it is already). */
  follow(follower: Follower): void;
}

/** Takes the reply over; its headers so far are kept. */
export function openSseStream(reply: FastifyReply): SseStream {
  reply.hijack();
  const { raw } = reply;
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
  raw.writeHead(200, STREAM_HEADERS);
  return {
    sink: {
      send: (frame) => raw.write(frame),
      end: () => void raw.end(),
      destroy: () => void raw.destroy(),
    },
    follow({ drained, close }) {
      raw.on('drain', drained);
      // A peer that vanishes while its socket is full emits only `close`, never `drain`.
      raw.on('close', close);
      raw.on('error', close);
      if (raw.destroyed) close(); // gone before we listened: `close` will not come again
    },
  };
}
