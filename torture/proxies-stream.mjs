// A dashboard's stream through a proxy, over TLS, with the moment at which each frame could be read; and readers' hits through
// it. A stream that a proxy has compressed is unpacked as it comes, as a browser does it.
import { request as askPlain } from 'node:http';
import { request as askTls } from 'node:https';
import { createGunzip } from 'node:zlib';

/** @typedef {{ port: number, isTls: boolean }} Way */

/** @param {Way} way @param {import('node:https').RequestOptions} options */
function ask({ port, isTls }, { headers, ...options }) {
  const host = isTls ? `localhost:${port}` : `127.0.0.1:${port}`;
  const all = { host: '127.0.0.1', port, agent: false, headers: { ...headers, host }, ...options };
  // By its name, which the certificate is for, whatever the address.
  return isTls ? askTls({ ...all, servername: 'localhost', rejectUnauthorized: false }) : askPlain(all);
}

/**
 * @param {Way} way
 * @param {string} cookie
 * @param {string[]} sites
 */
export function openStream(way, cookie, sites) {
  const began = performance.now();
  /** When each state came, by site and `seq`: a frame is encoded once, so all watchers get the same. @type {Map<string, number>} */
  const cameAt = new Map();
  const stream = {
    cameAt,
    /** From the question to the first state; Infinity when there was none. */
    firstMs: Number.POSITIVE_INFINITY,
    /** By how much each frame came after it was encoded, which is at the end of its window. @type {number[]} */
    lateMs: [],
    /** The longest time without a byte. */
    silentMs: 0,
    bytes: 0,
    encoding: '',
    status: 0,
    isOpen: true,
    /** The last state of each site. @type {Map<string, any>} */
    states: new Map(),
    close: () => void asked.destroy(),
  };
  let text = '';
  let heardAt = began;

  /** @param {string} block */
  function take(block) {
    const data = /^event: state\ndata: (.*)$/m.exec(block)?.[1];
    if (data === undefined) return;
    const state = JSON.parse(data);
    const now = performance.now();
    if (stream.firstMs === Number.POSITIVE_INFINITY) stream.firstMs = Math.round(now - began);
    stream.states.set(state.site, state);
    cameAt.set(`${state.site} ${state.seq}`, now);
    stream.lateMs.push(performance.timeOrigin + now - state.t);
  }

  const headers = { accept: 'text/event-stream', 'accept-encoding': 'gzip', cookie };
  const asked = ask(way, { path: `/api/live?sites=${sites.join()}`, headers });
  asked.on('response', (reply) => {
    stream.status = reply.statusCode ?? 0;
    stream.encoding = reply.headers['content-encoding'] ?? '';
    const body = stream.encoding === 'gzip' ? reply.pipe(createGunzip()) : reply;
    body.on('error', () => undefined); // cut within what is packed
    body.setEncoding('utf8').on('data', (chunk) => {
      const now = performance.now();
      stream.silentMs = Math.max(stream.silentMs, Math.round(now - heardAt));
      heardAt = now;
      stream.bytes += chunk.length;
      const blocks = (text + chunk).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) take(block);
    });
    reply.on('error', () => undefined); // cut; `close` follows
    reply.on('close', () => {
      stream.isOpen = false;
    });
  });
  asked.on('error', () => {
    stream.isOpen = false;
  });
  asked.end();
  return stream;
}

/**
 * Asks once and resolves with the answer. `from`: an address of this machine, 127.x.y.z.
 *
 * @param {Way} way
 * @param {{ method?: string, path: string, headers?: Record<string, string>, body?: string, from?: string }} what
 * @returns {Promise<{ status: number, headers: import('node:http').IncomingHttpHeaders, body: Buffer }>}
 */
export function askOnce(way, { method = 'GET', path, headers = {}, body, from }) {
  return new Promise((resolve, reject) => {
    const asked = ask(way, { method, path, headers, ...(from === undefined ? {} : { localAddress: from }) });
    asked.on('response', (reply) => {
      /** @type {Buffer[]} */
      const chunks = [];
      reply.on('data', (chunk) => chunks.push(chunk));
      reply.on('end', () =>
        resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: Buffer.concat(chunks) }),
      );
      reply.on('error', reject);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
