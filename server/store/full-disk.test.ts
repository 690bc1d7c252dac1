// A limit on the size of files, which needs no rights, stands in for a disk that fills up. Real full disks: npm run torture.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { packageRoot } from '../files.ts';
import { temporaryFolder } from '../testing/build-test-app.ts';
import { aView } from '../testing/factories.ts';
import { freePort } from '../testing/server-process.ts';
import { databaseFile, openReader } from './open.ts';

it('a WAL that cannot grow refuses hits with a 503, is folded in, and the server goes on by itself; nothing is lost', async () => {
  const DATA_DIR = temporaryFolder();
  const PORT = String(await freePort());
  const command = `ulimit -f 600; exec "${process.execPath}" "${join(packageRoot, 'dist/headcount.js')}"`;
  const child = spawn('bash', ['-c', command], {
    env: { PATH: process.env.PATH, DATA_DIR, PORT, SITES: 'example.com', LOG_LEVEL: 'silent', BALLAST_MB: '0' },
    stdio: 'ignore',
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });

  const address = `http://127.0.0.1:${PORT}`;
  const headers = { 'content-type': 'text/plain', 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' };
  const send = (view: object) => fetch(`${address}/hit`, { method: 'POST', headers, body: JSON.stringify(view) });
  while (!(await fetch(`${address}/readyz`).catch(() => undefined))?.ok)
    await new Promise((wait) => setTimeout(wait, 50));

  const acknowledged: string[] = [];
  let refused = 0;
  let recovered = 0;
  let longestMs = 0;
  for (let i = 0; i < 1000 && recovered < 2; i += 1) {
    const view = aView();
    const began = performance.now();
    let reply = await send(view);
    const wasRefused = reply.status === 503;
    while (reply.status === 503) {
      refused += 1;
      expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await fetch(`${address}/healthz`)).status).toBe(200);
      await new Promise((wait) => setTimeout(wait, 100));
      reply = await send(view);
    }
    expect(reply.status).toBe(202);
    acknowledged.push(view.p);
    if (wasRefused) recovered += 1;
    if (wasRefused) longestMs = Math.max(longestMs, performance.now() - began);
  }
  expect(refused).toBeGreaterThan(0);
  expect(recovered).toBe(2);
  expect(longestMs).toBeLessThan(7000);

  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  const reader = openReader(databaseFile(DATA_DIR));
  onTestFinished(() => void reader.close());
  expect(reader.prepare('SELECT lower(hex(page_instance)) FROM hits ORDER BY id').pluck().all()).toEqual(acknowledged);
}, 240_000);
