// A dashboard's stream, read for as long as it is wanted: signs in, follows some sites, and comes back when it is ended.
import { setTimeout as sleep } from 'node:timers/promises';

export const ADMIN = { email: 'owner@blog.example', password: 'a long enough password' };

const JSON_TYPE = { 'content-type': 'application/json' };

/** Signs in and resolves with the Cookie header. @param {string} address @returns {Promise<string>} */
export async function signIn(address) {
  const reply = await fetch(`${address}/api/session`, {
    method: 'POST',
    headers: JSON_TYPE,
    body: JSON.stringify(ADMIN),
  });
  if (!reply.ok) throw new Error(`signing in: ${reply.status} ${await reply.text()}`);
  return reply.headers.get('set-cookie')?.split(';')[0] ?? '';
}

/** Calls the API as JSON; throws when it refuses. @param {string} address @param {string} cookie */
export async function callApi(address, cookie, path, body) {
  const headers = { ...JSON_TYPE, cookie };
  const reply = await fetch(address + path, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
  return reply.json();
}

/**
 * `onState` is told every state of every site, as it comes.
 *
 * @param {string} address
 * @param {string[]} sites
 * @param {(state: any) => void} onState
 */
export function followLive(address, sites, onState) {
  const abort = new AbortController();
  let connections = 0;

  function take(block) {
    const event = /^event: ?(.*)$/m.exec(block)?.[1];
    const data = /^data: ?(.*)$/m.exec(block)?.[1];
    if (event === 'state' && data !== undefined) onState(JSON.parse(data));
  }

  async function follow() {
    const cookie = await signIn(address);
    const headers = { accept: 'text/event-stream', cookie };
    const reply = await fetch(`${address}/api/live?sites=${sites.join()}`, { headers, signal: abort.signal });
    if (!reply.ok || !reply.body) throw new Error(`the stream: ${reply.status}`);
    connections += 1;
    let text = '';
    for await (const chunk of reply.body.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + chunk).split('\n\n');
      text = blocks.pop() ?? '';
      blocks.forEach(take);
    }
  }

  const ended = (async () => {
    while (!abort.signal.aborted) {
      await follow().catch(() => undefined); // ended by the server, or by us
      if (!abort.signal.aborted) await sleep(100);
    }
  })();

  return {
    /** How often it had to be opened. */
    connections: () => connections,
    async close() {
      abort.abort();
      await ended;
    },
  };
}
