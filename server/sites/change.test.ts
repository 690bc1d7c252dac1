// A site's settings are changed by several at the same time: each change is there afterwards.
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../clock.ts';
import type { SitesReply } from '../contract/browser.ts';
import { databaseFile, openReader } from '../store/open.ts';
import { openRecorder } from '../store/recorder.ts';
import { buildTestApp, temporaryFolder } from '../testing/build-test-app.ts';
import { aView } from '../testing/factories.ts';
import { createSites } from './sites.ts';

async function start(SITES = 'example.com') {
  const app = await buildTestApp({ environment: { SITES } });
  const cookie = await app.signIn();
  const sites = async () => ((await (await app.api('GET', '/api/sites', { cookie })).json()) as SitesReply).sites;
  return {
    ...app,
    cookie,
    sites,
    patch: (body: object, host = 'example.com') => app.api('PATCH', `/api/sites/${host}`, { cookie, body }),
    remove: () => app.api('DELETE', '/api/sites/example.com', { cookie }),
  };
}

describe('changes at the same time', () => {
  it('of different settings are all made, in the file too', async () => {
    const app = await start();
    const changes = [
      { timezone: 'Europe/Vienna' },
      { publicLive: true },
      { rules: { allowedHosts: ['example.com'] } },
      { rules: { excludedAddresses: ['192.0.2.7'] } },
      { rules: { excludedPaths: ['/drafts/*'] } },
      { rules: { excludedCountries: ['AT'] } },
      { rules: { visitorIds: 'never' } },
    ];
    const expected = {
      timezone: 'Europe/Vienna',
      publicLive: true,
      rules: {
        allowedHosts: ['example.com'],
        excludedAddresses: ['192.0.2.7'],
        excludedPaths: ['/drafts/*'],
        excludedCountries: ['AT'],
        visitorIds: 'never',
      },
    };
    const replies = await Promise.all([...changes, ...changes, ...changes].map((change) => app.patch(change)));
    expect(replies.map(({ status }) => status)).toEqual(Array(21).fill(200));
    expect(await app.sites()).toMatchObject([expected]);
    await app.app.close();
    const again = await buildTestApp({ environment: { DATA_DIR: app.config.dataDir } });
    const reply = await again.api('GET', '/api/sites', { cookie: await again.signIn() });
    expect(((await reply.json()) as SitesReply).sites).toMatchObject([expected]);
  });

  it('a new name and new rules: both are there, under the new name only', async () => {
    const file = databaseFile(temporaryFolder());
    const { recorder } = await openRecorder(file, systemClock, (error) => {
      throw error;
    });
    onTestFinished(() => recorder.close());
    const reader = openReader(file);
    onTestFinished(() => void reader.close());
    const sites = createSites(reader, recorder, systemClock);
    const site = await sites.add('example.com', 'UTC');
    await Promise.all([
      sites.change(site, { rules: { excludedPaths: ['/a'] } }),
      sites.change(site, { host: 'renamed.example' }),
      sites.change(site, { rules: { excludedCountries: ['AT'] } }),
    ]);
    const expected = { host: 'renamed.example', rules: { excludedPaths: ['/a'], excludedCountries: ['AT'] } };
    expect([sites.list(), createSites(reader, recorder, systemClock).list()]).toMatchObject([[expected], [expected]]);
    expect(sites.find('example.com')).toBeUndefined();
  });

  it('one that cannot be made changes nothing, and holds up nobody', async () => {
    const app = await start('example.com,other.example');
    const replies = await Promise.all([
      app.patch({ host: 'other.example', publicLive: true }),
      app.patch({ rules: { allowedHosts: ['*'] }, publicLive: true }),
      app.patch({ timezone: 'Europe/Vienna' }),
    ]);
    expect(replies.map(({ status }) => status)).toEqual([409, 400, 200]);
    expect((await app.sites())[0]).toMatchObject({ timezone: 'Europe/Vienna', publicLive: false });
  });

  it('a change and a removal: the site is gone, whichever came first', async () => {
    const app = await start();
    const replies = await Promise.all([
      app.patch({ publicLive: true }),
      app.remove(),
      app.patch({ host: 'late.example' }),
      app.remove(),
    ]);
    const statuses = replies.map(({ status }) => status);
    expect(statuses[0] === 200 || statuses[0] === 404).toBe(true);
    expect(await app.sites()).toEqual([]);
    for (const host of ['example.com', 'late.example'])
      expect((await app.hit(aView({ s: host, u: `https://${host}/` }))).status).toBe(404);
  });
});
