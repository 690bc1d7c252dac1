// Backups over HTTP: which there are, and one that is made at a word.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { BackupsReply } from '../contract/browser.ts';
import { buildTestApp } from '../testing/build-test-app.ts';
import { aView } from '../testing/factories.ts';
import { makeBackup } from './backup.ts';
import { ordinary } from './orders.ts';

async function start(environment: NodeJS.ProcessEnv = {}) {
  const app = await buildTestApp({ environment });
  const cookie = await app.signIn();
  const ask = async (method: string) =>
    (await (
      await app.api(method, '/api/backups', { cookie, ...(method === 'POST' ? { body: {} } : {}) })
    ).json()) as BackupsReply;
  const done = () =>
    vi.waitFor(async () => {
      const reply = await ask('GET');
      expect(reply.underWay).toBeNull();
      return reply;
    }, 10_000);
  return { ...app, cookie, ask, done };
}

it('is made at a word, and then stands in the list with its size and its hits; two words make one', async () => {
  const { hit, ask, done, config } = await start();
  expect(await ask('GET')).toEqual({ folder: config.backupsTo, backups: [], underWay: null, failure: null });
  await hit(aView());
  const [first, second] = await Promise.all([ask('POST'), ask('POST')]);
  expect([first?.underWay?.step, second?.underWay?.step]).toEqual([
    expect.stringMatching(/^Copying/),
    expect.stringMatching(/^\w+ing/),
  ]);
  const { backups, failure } = await done();
  expect(failure).toBeNull();
  expect(backups).toEqual([
    {
      name: expect.stringMatching(/^by-hand-\d{4}-/),
      kind: 'by-hand',
      at: expect.any(Number),
      bytes: expect.any(Number),
      hits: 1,
    },
  ]);
});

it('whoever asks again and again does not push a daily one out', async () => {
  const { ask, done, config } = await start();
  await makeBackup(
    ordinary({ dataDir: config.dataDir, into: config.backupsTo, now: Date.now() - 3_600_000 }),
    () => {},
  );
  for (let i = 0; i < 8; i += 1) {
    await ask('POST');
    await done();
  }
  const kinds = (await ask('GET')).backups.map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'by-hand')).toHaveLength(7);
  expect(kinds.filter((kind) => kind === 'headcount')).toHaveLength(1);
});

it('one that would leave less free than the floor is not made, and says so', async () => {
  const { ask, done } = await start({ DISK_FLOOR_MB: '1000000' });
  await ask('POST');
  const { backups, failure } = await done();
  expect(backups).toEqual([]);
  expect(failure).toMatch(/^The backup was not made: it wants .* of free space/);
});

it('one that has lost its manifest’s seal is not in the list', async () => {
  const { ask, done } = await start();
  await ask('POST');
  const { folder, backups } = await done();
  const manifest = join(folder, backups[0]?.name ?? '', 'manifest.json');
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"hits": 0', '"hits": 1'));
  expect((await ask('GET')).backups).toEqual([]);
});

it('why the last one failed is told', async () => {
  const { ask, done } = await start({ BACKUPS_TO: '/proc/none' });
  await ask('POST');
  expect((await done()).failure).toMatch(/proc/);
});

it('is for whoever is signed in, and takes nothing else', async () => {
  const { api, cookie } = await start();
  expect((await api('GET', '/api/backups')).status).toBe(401);
  expect((await api('POST', '/api/backups', { body: {} })).status).toBe(401);
  expect((await api('POST', '/api/backups', { cookie, body: { to: '/tmp' } })).status).toBe(400);
  expect((await api('GET', '/api/server')).status).toBe(401);
  expect(await (await api('GET', '/api/server', { cookie })).json()).toMatchObject({ version: '0.1.0' });
});

it('all sites are measured in one question, the largest first', async () => {
  const { api, cookie, hit } = await start({ SITES: 'small.example,large.example' });
  for (let i = 0; i < 3; i += 1) await hit(aView({ s: 'large.example', u: 'https://large.example/' }));
  const reply = (await (await api('GET', '/api/storage', { cookie })).json()) as { sites: object[]; file: object };
  expect(reply.sites).toMatchObject([
    { site: 'large.example', hits: 3, segments: 0 },
    { site: 'small.example', hits: 0, rows: 0, segments: 0 },
  ]);
});
