// A reverse proxy in front of a server that comes and goes: while it is gone, whoever asks is answered 502, 503 or is cut off,
// by chance. It passes bytes through otherwise.
import { connect, createServer } from 'node:net';

const ANSWERS = {
  bad: 'HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: 3\r\nconnection: close\r\n\r\n502',
  away: 'HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/html\r\ncontent-length: 3\r\nconnection: close\r\n\r\n503',
};

/**
 * @param {number} target port of the server
 * @param {import('./random.mjs').Random} random
 */
export async function startStormProxy(target, random) {
  /** How whoever came in vain was answered. */
  const refusals = { bad: 0, away: 0, reset: 0 };
  /** @type {Set<import('node:net').Socket>} */
  const open = new Set();
  const server = createServer({ noDelay: true }, (client) => {
    open.add(client);
    client.on('close', () => open.delete(client));
    const upstream = connect({ port: target, host: '127.0.0.1', noDelay: true });
    let isThrough = false;
    upstream.on('connect', () => {
      isThrough = true;
      client.pipe(upstream);
      upstream.pipe(client);
    });
    upstream.on('error', () => {
      if (isThrough) return client.destroy();
      const how = random.pick(/** @type {const} */ (['bad', 'away', 'reset']));
      refusals[how] += 1;
      client.resume(); // what nobody reads keeps the connection open on our side, however often the other one has ended it
      if (how === 'reset') client.resetAndDestroy();
      else client.end(ANSWERS[how]);
    });
    upstream.on('close', () => client.end());
    client.on('error', () => upstream.destroy());
    client.on('close', () => upstream.destroy());
  });
  await new Promise((resolve) =>
    server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () => resolve(undefined)),
  );
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    port,
    refusals,
    close() {
      for (const client of open) client.destroy();
      server.close();
    },
  };
}
