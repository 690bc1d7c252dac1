// Stands between a browser and the server and counts the bytes of every body as they pass, compressed as they are: those of
// workers too, which a page's own timings do not tell of.
import { createServer, request } from 'node:http';

/** @typedef {{path: string, type: string, encoding: string, bytes: number}} Passed */

/** @param {number} port the server's */
export async function startCountingProxy(port) {
  /** @type {Passed[]} */
  let passed = [];
  const proxy = createServer((asked, answer) => {
    const { method, url: path = '', headers } = asked;
    const onwards = request({ port, host: '127.0.0.1', method, path, headers }, (reply) => {
      const { 'content-type': type = '', 'content-encoding': encoding = '' } = reply.headers;
      const one = { path, type, encoding, bytes: 0 };
      passed.push(one);
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.on('data', (chunk) => {
        one.bytes += chunk.length;
      });
      reply.pipe(answer);
    });
    onwards.on('error', () => answer.destroy());
    answer.on('close', () => onwards.destroy());
    asked.pipe(onwards);
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = /** @type {import('node:net').AddressInfo} */ (proxy.address());
  return {
    address: `http://127.0.0.1:${address.port}`,
    /** What has passed since the last call. */
    take() {
      const taken = passed.map((one) => ({ ...one }));
      passed = [];
      return taken;
    },
    stop() {
      proxy.closeAllConnections();
      proxy.close();
    },
  };
}
