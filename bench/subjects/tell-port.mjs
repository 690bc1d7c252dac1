// How a server under measurement tells which port it took: in the words of the real one, so that all are started alike.

/** @param {import('node:net').Server} server that listens */
export function tellPort(server) {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  process.stdout.write(`running on http://127.0.0.1:${port}\n`);
}
