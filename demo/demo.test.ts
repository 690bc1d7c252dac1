// The demo as its user meets it: the program, its printed lines, the dashboard's API, Ctrl-C.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { LiveState, SessionReply } from '../server/contract/browser.ts';
import { packageRoot } from '../server/files.ts';
import { temporaryFolder } from '../server/testing/build-test-app.ts';
import { HOST as BLOG, sources } from './blog.ts';

interface Demo {
  child: ChildProcess;
  /** What it has printed so far. */
  output(): string;
  /** Where its throw-away folder is made. */
  folder: string;
  ended: Promise<unknown[]>;
}

function startDemo(environment: NodeJS.ProcessEnv): Demo {
  const folder = temporaryFolder();
  const { HOST: _host, ...inherited } = process.env;
  const child = spawn(process.execPath, [join(packageRoot, 'dist', 'demo', 'main.js')], {
    env: { ...inherited, TMPDIR: folder, TMP: folder, TEMP: folder, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  onTestFinished(() => {
    child.kill('SIGKILL'); // harmless when it has ended
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  return { child, output: () => text, folder, ended };
}

test('it tells how to sign in, fills with simulated readers, and leaves nothing behind', {
  timeout: 90_000,
}, async () => {
  const demo = startDemo({ PORT: '0' });
  await vi.waitFor(() => expect(demo.output()).toContain('Ctrl-C'), 45_000);
  expect(demo.output()).toContain('All its readers are simulated');
  expect(readdirSync(demo.folder)).toHaveLength(1);

  const printed = (label: string) => new RegExp(`${label} +(\\S+)`).exec(demo.output())?.[1] ?? '';
  const address = printed('Open');
  const signedIn = await fetch(`${address}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: printed('E-mail'), password: printed('Password') }),
  });
  expect(signedIn.status).toBe(200);
  const headers = { cookie: signedIn.headers.get('set-cookie')?.split(';')[0] ?? '' };

  const session = SessionReply.parse(await (await fetch(`${address}/api/session`, { headers })).json());
  expect(session.simulated).toBe(true);

  const look = async () =>
    LiveState.parse(await (await fetch(`${address}/api/sites/${BLOG}/live`, { headers })).json());
  const state = await vi.waitUntil(
    async () => {
      const now = await look();
      return now.visitors >= 20 && now;
    },
    { timeout: 20_000, interval: 250 },
  );
  expect(state.pages.length).toBeGreaterThan(3);
  const known = sources.map(({ referrer }) => referrer);
  for (const [referrer] of state.referrers) expect(known).toContain(referrer);

  demo.child.kill('SIGTERM');
  expect(await demo.ended).toEqual([0, null]);
  expect(readdirSync(demo.folder)).toEqual([]);
});

test('a busy port stops it with one line that says what to do, and leaves nothing behind', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;

  const demo = startDemo({ PORT: String(port) });
  expect(await demo.ended).toEqual([1, null]);
  expect(demo.output().trim()).toMatch(new RegExp(`^Port ${port} is in use\\. .+$`));
  expect(readdirSync(demo.folder)).toEqual([]);
});
