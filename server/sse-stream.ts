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

/** A frame as a chunk of HTTP/1.1 (RFC 9112 §7.1): made once, and written to ten thousand sockets as one piece instead of three. */
const chunks = new WeakMap<Buffer, Buffer>();

function chunkOf(frame: Buffer): Buffer {
  let chunk = chunks.get(frame);
  if (!chunk) {
    chunk = Buffer.concat([Buffer.from(`${frame.length.toString(16)}\r\n`), frame, Buffer.from('\r\n')]);
    chunks.set(frame, chunk);
  }
  return chunk;
}

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
  /** Once the head is out; before that, and for HTTP/1.0, Node does it. */
  let writesChunks = false;

  function send(frame: Buffer): boolean {
    const { socket } = raw;
    if (writesChunks && socket && !raw.writableEnded) return socket.write(chunkOf(frame));
    const hasRoom = raw.write(frame);
    writesChunks = raw.chunkedEncoding && raw.socket !== null;
    return hasRoom;
  }

  return {
    sink: {
      send,
      end: () => void raw.end(),
      destroy: () => void raw.destroy(),
    },
    follow({ drained, close }) {
      // The response's own comes only after its own writes. The socket may carry another stream after this one.
      const full = raw.socket ?? raw;
      full.on('drain', drained);
      raw.on('close', () => full.off('drain', drained));
      // A peer that vanishes while its socket is full emits only `close`, never `drain`.
      raw.on('close', close);
      raw.on('error', close);
      if (raw.destroyed) close(); // gone before we listened: `close` will not come again
    },
  };
}
