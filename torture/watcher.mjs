// The owner, looking at the dashboard while the server suffers: signed in, with one open stream and the pages that a
// dashboard asks for.
import { SITE } from './server.mjs';

export const ADMIN = { ADMIN_EMAIL: 'owner@blog.example', ADMIN_PASSWORD: 'correct horse battery staple' };

/** Signs in and opens the stream of the site. The server was started with ADMIN. @param {string} address */
export async function openWatcher(address) {
  const signIn = await fetch(`${address}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: ADMIN.ADMIN_EMAIL, password: ADMIN.ADMIN_PASSWORD }),
  });
  if (!signIn.ok) throw new Error(`the owner cannot sign in (${signIn.status}: ${await signIn.text()})`);
  const cookie = (signIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const abort = new AbortController();
  const stream = await fetch(`${address}/api/sites/${SITE}/live`, {
    headers: { accept: 'text/event-stream', cookie },
    signal: abort.signal,
  });
  if (!stream.ok || !stream.body) throw new Error(`the stream does not open (${stream.status})`);

  const watcher = {
    /** Frames so far, pings included. */
    frames: 0,
    /** Visitors in the last state. */
    visitors: 0,
    isOpen: true,
    /** The statuses of what a dashboard asks for, all at once. @returns {Promise<number[]>} */
    look: () =>
      Promise.all(
        [
          fetch(`${address}/`),
          fetch(`${address}/api/sites/${SITE}/live`, { headers: { cookie } }),
          fetch(`${address}/api/sites/${SITE}/report`, {
            method: 'POST',
            headers: { cookie, 'content-type': 'application/json' },
            body: JSON.stringify({
              range: 'today',
              queries: [{ metrics: ['pageviews'], dimensions: ['time:hour'] }],
            }),
          }),
        ].map(async (asked) => {
          try {
            const reply = await asked;
            await reply.arrayBuffer();
            return reply.status;
          } catch {
            return 0;
          }
        }),
      ),
    close: () => abort.abort(),
  };

  const { body } = stream;
  void (async () => {
    let text = '';
    try {
      for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
        const blocks = (text + chunk).split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) {
          watcher.frames += 1;
          const [, data] = /^event: state[\s\S]*?\ndata: (.*)$/m.exec(block) ?? [];
          if (data !== undefined) watcher.visitors = JSON.parse(data).visitors;
        }
      }
    } catch {
      // closed by us, or cut by the server: over either way
    }
    watcher.isOpen = false;
  })();
  return watcher;
}
