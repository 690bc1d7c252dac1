// A reverse proxy as nginx is set up everywhere: it appends whom it sees to X-Forwarded-For, and believes nothing of what is
// there. On one machine everybody is 127.0.0.1, so the outermost proxy is told by a header whom it sees, and removes it.
import { Agent, request as ask, createServer } from 'node:http';

export const SEEN_AS = 'x-torture-peer';

/**
 * @param {number} target port of the server or of the next proxy
 * @returns {Promise<{ port: number, close(): void }>}
 */
export async function startProxy(target) {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const server = createServer((incoming, outgoing) => {
    const { [SEEN_AS]: told, 'x-forwarded-for': before, ...headers } = incoming.headers;
    const peer = told ?? incoming.socket.remoteAddress ?? '';
    const chain = before === undefined ? peer : `${before}, ${peer}`;
    const onward = ask({
      port: target,
      host: '127.0.0.1',
      agent,
      method: incoming.method,
      path: incoming.url,
      headers: { ...headers, 'x-forwarded-for': chain, 'x-forwarded-proto': 'https' },
    });
    onward.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => {
      if (!outgoing.headersSent) outgoing.writeHead(502, { 'content-length': 0 });
      outgoing.end();
    });
    incoming.pipe(onward);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    port,
    close() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}
