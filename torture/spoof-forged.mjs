// Twenty visitors who claim in forged heads to be others, and whom the server takes them for: the same sender must get the same
// visitor id, whatever else the head says.
import { createAsker } from './fuzz-client.mjs';
import { AGENTS } from './ingest-agents.mjs';
import { SITE } from './server.mjs';
import { createForgery } from './spoof-headers.mjs';
import { hitBytes, readVisitors } from './spoof-hits.mjs';
import { SEEN_AS, startProxy } from './spoof-proxy.mjs';

export const CLIENTS = 20;

/** A zone in which it is about noon, so that no date ends while ids are compared. */
function noonZone() {
  const ahead = 12 - new Date().getUTCHours();
  return ahead === 0 ? 'UTC' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}

/**
 * Twenty visitors say who they are, and then, in forged hits, that they are somebody else.
 *
 * @param {import('./harness.mjs').Context} context
 * @param {{ trust: string, proxies: number, count: number }} topology
 */
export async function forge(context, { trust, proxies, count }) {
  const { random } = context;
  const dataDir = context.folder();
  const env = { TRUST_PROXY: trust, SITE_TIMEZONE: noonZone(), BALLAST_MB: '0' };
  const server = await context.startServer({ dataDir, env });
  let { port } = server;
  for (let i = 0; i < proxies; i += 1) {
    const proxy = await startProxy(port);
    context.onEnd(proxy.close);
    port = proxy.port;
  }
  // Without a proxy their addresses are their own; behind one they are what the proxy says it sees.
  const clients = Array.from({ length: CLIENTS }, (_, i) => {
    const seenAs = i % 2 === 0 ? `198.51.100.${10 + i}` : `2001:db8:77:${(100 + i).toString(16)}::5`;
    return {
      asker: createAsker(port, proxies === 0 ? `127.0.2.${10 + i}` : undefined),
      head: `user-agent: ${AGENTS[0]}\r\n${proxies === 0 ? '' : `${SEEN_AS}: ${seenAs}\r\n`}`,
    };
  });
  const forgery = createForgery(random);
  /** @type {{ client: number, p: string, head: string }[]} */
  const sent = [];
  let refused = 0;
  async function hit(client, forged) {
    const p = random.hex(16);
    const { asker, head } = clients[client];
    // Before or behind the true ones.
    const extra = random.chance(0.5) ? forged + head : head + forged;
    const status = await asker.ask(hitBytes(extra, { k: 'view', s: SITE, p, q: 0, u: `https://${SITE}/` }), 'POST');
    if (status !== 202) {
      refused += 1;
      context.note(`${status} to ${JSON.stringify(extra)}`);
      return;
    }
    sent.push({ client, p, head: extra });
  }
  await Promise.all(clients.map((_, client) => hit(client, '')));
  const truth = new Map(sent.map(({ client, p }) => [client, p]));
  await Promise.all(
    clients.map(async (_, client) => {
      for (let i = client; i < count; i += CLIENTS) await hit(client, forgery());
    }),
  );
  for (const { asker } of clients) asker.close();
  await server.stop();
  const visitors = readVisitors(dataDir);
  const idOf = (/** @type {string | undefined} */ p) => visitors.get(p ?? '');
  const wrong = sent.filter(({ client, p }) => !idOf(p) || idOf(p) !== idOf(truth.get(client)));
  for (const { head } of wrong.slice(0, 5)) context.note(`${trust || 'direct'}: misattributed ${JSON.stringify(head)}`);
  const told = new Set([...truth.values()].map(idOf)).size;
  return { forged: sent.length - CLIENTS, refused, misattributed: wrong.length, toldApart: told };
}
