// What must never be at rest: after readers came with telling addresses, user agents and query strings, every byte of the
// data folder and of the log is searched for them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from './testing/build-test-app.ts';
import { aBeat, aLeave, aView } from './testing/factories.ts';
import { startServerProcess } from './testing/server-process.ts';

const ADDRESSES = ['203.0.113.77', '2001:db8:cafe:77::1'];
const AGENT = 'Mozilla/5.0 (X11; canary-system; rv:140.0) Gecko/20100101 Firefox/140.0';
const SECRETS = ['canary-query', 'canary-fragment', 'canary-referrer', 'canary-password', 'canary-cookie'];

function everyByteOf(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath ?? entry.path, entry.name)).toString('latin1'))
    .join('\n');
}

it('no address, user agent, query string or credential is written to disk or log, whatever is logged', async () => {
  const DATA_DIR = temporaryFolder();
  const server = startServerProcess({
    DATA_DIR,
    PORT: '0',
    SITES: 'example.com',
    TRUST_PROXY: 'loopback',
    LOG_LEVEL: 'trace',
  });
  const [, address = ''] = await server.prints(/running on (http:\S+)/);
  const post = (body: unknown, from: string) =>
    fetch(`${address}/hit?canary-query=1`, {
      method: 'POST',
      headers: {
        'content-type': 'text/plain',
        'user-agent': AGENT,
        'x-forwarded-for': from,
        cookie: 'a=canary-cookie',
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  for (const from of ADDRESSES) {
    const u = 'https://example.com/kept-path?q=canary-query#canary-fragment';
    const r = 'https://news.example/kept-referrer?canary-referrer=1';
    const reply = await post(aView({ u, r }), from);
    expect([reply.status, reply.headers.get('x-headcount-dropped')]).toEqual([202, null]);
    await post(aBeat({ u, r }), from);
    await post(aLeave({ u }), from);
    await post(aView({ s: 'unknown.example', u }), from);
    await post('not json', from);
  }
  await fetch(`${address}/no/such/page?canary-query=1`);
  await fetch(`${address}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"email":"a@example.com","password":"canary-password"}',
  });

  for (const moment of ['while it runs', 'after it has ended']) {
    const text = `${everyByteOf(DATA_DIR)}\n${server.output()}`;
    for (const canary of [...ADDRESSES, AGENT, 'canary-system', ...SECRETS, '2001:db8:cafe'])
      expect([moment, text.includes(canary)]).toEqual([moment, false]);
    // The control: what may be kept is found by the same search.
    for (const kept of ['kept-path', 'https://news.example/kept-referrer']) expect(text).toContain(kept);
    server.child.kill('SIGTERM');
    await server.ended;
  }
});
