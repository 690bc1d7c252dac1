// What a backup brings back besides hits: goals and what they count; and a deletion that was under way when it was made, which goes on.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { DeletionsReply, GoalsReply, ReportReply } from '../contract/browser.ts';
import { databaseFile, openReader, openWriter } from '../store/open.ts';
import { rebuildSegments } from '../store/rebuild.ts';
import { buildTestApp, type TestApp, temporaryFolder } from '../testing/build-test-app.ts';
import { makeBackup } from './backup.ts';
import { ordinary } from './orders.ts';
import { restoreBackup } from './restore.ts';

const CANARY = 'kanarienvogel';
const HITS = 60_000;
const PRIVATE = HITS / 2;
const THANKS = 60;
const silent = () => undefined;

/** Three days ago and in two days: half of them private, some of them thanks. */
const INSERT = `INSERT INTO hits (site_id, at, kind, page_instance, seq, visitor, host, path)
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${HITS})
  SELECT 1, :noon + i % 2000 * 43200, 'view', randomblob(8), 0, randomblob(8), 'example.com',
    CASE WHEN i % 2 THEN '/private/${CANARY}' WHEN i % 1000 = 0 THEN '/thanks' ELSE '/post' END FROM n`;

function insertHits(dataDir: string): void {
  const db = openWriter(databaseFile(dataDir));
  const today = Date.now() - (Date.now() % 86_400_000);
  db.prepare(INSERT).run({ noon: today - 2.5 * 86_400_000 });
  db.close();
}

function privateIn(dataDir: string): number {
  const db = openReader(databaseFile(dataDir));
  const hits = db.prepare("SELECT count(*) FROM hits WHERE path LIKE '/private/%'").pluck().get() as number;
  db.close();
  return hits;
}

async function asked({ api, signIn }: TestApp) {
  const cookie = await signIn();
  const get = async (path: string) => (await api('GET', `/api/sites/example.com/${path}`, { cookie })).json();
  return {
    post: (path: string, body: unknown) => api('POST', `/api/sites/example.com/${path}`, { cookie, body }),
    goals: async () => ((await get('goals')) as GoalsReply).goals,
    isDone: () =>
      vi.waitFor(async () => expect(((await get('deletions')) as DeletionsReply).deletions).toEqual([]), {
        ...{ timeout: 60_000, interval: 50 },
      }),
    async conversions() {
      const queries = [{ metrics: ['visitors', 'pageviews', 'conversion_rate'], dimensions: ['goal'] }];
      const reply = await api('POST', '/api/sites/example.com/report', { cookie, body: { range: '7d', queries } });
      const { answers } = (await reply.json()) as ReportReply;
      return answers[0]?.rows.map(({ dimensions, metrics }) => [...dimensions, ...metrics]);
    },
  };
}

async function restored(from: string): Promise<string> {
  const into = temporaryFolder();
  const { folder } = await makeBackup(ordinary({ dataDir: from, into, now: Date.now() }), silent);
  const dataDir = join(temporaryFolder(), 'new');
  await restoreBackup({ folder, dataDir, overwrite: false, now: Date.now() }, silent);
  return dataDir;
}

const environment = { QUERY_BUDGET_MS: '60000' };

it('goals come back, and what they count', async () => {
  const before = await buildTestApp({ environment });
  insertHits(before.config.dataDir);
  const was = await asked(before);
  await was.post('goals', { name: 'Thanked', page: '/thanks' });
  await was.post('goals', { name: 'Signed up', event: 'Signup', property: { key: 'plan', value: 'pro' } });
  expect(await was.conversions()).toEqual([['Thanked', THANKS, THANKS, THANKS / HITS]]);

  const is = await asked(
    await buildTestApp({ environment: { ...environment, DATA_DIR: await restored(before.config.dataDir) } }),
  );
  expect(await is.goals()).toEqual(await was.goals());
  expect(await is.conversions()).toEqual(await was.conversions());
}, 120_000);

it.each([
  ['as it is', false],
  ['and its finished days are made again first', true],
])(
  'a deletion that was under way goes on when the backup of then is restored, %s',
  async (_, isRebuilt) => {
    const before = await buildTestApp({ environment });
    const { dataDir } = before.config;
    insertHits(dataDir);
    const was = await asked(before);
    await was.post('goals', { name: 'Thanked', page: '/thanks' });
    expect((await was.post('deletions', { path: '/private/*', confirm: true })).status).toBe(202);
    await vi.waitFor(() => expect(privateIn(dataDir)).toBeLessThan(PRIVATE), { timeout: 20_000, interval: 1 });
    const DATA_DIR = await restored(dataDir);
    expect(privateIn(DATA_DIR)).toBeGreaterThan(0); // that something was left to do
    if (isRebuilt) {
      const { hits } = await rebuildSegments(databaseFile(DATA_DIR), Date.now(), silent);
      expect(hits).toBeGreaterThan(HITS - PRIVATE); // the control: they are in segments now
    }

    await was.isDone();
    const is = await asked(await buildTestApp({ environment: { ...environment, DATA_DIR } }));
    await is.isDone();
    expect(privateIn(DATA_DIR)).toBe(0);
    const expected = [['Thanked', THANKS, THANKS, THANKS / (HITS - PRIVATE)]];
    expect([await was.conversions(), await is.conversions()]).toEqual([expected, expected]);
    for (const end of ['', '-wal']) {
      expect(readFileSync(databaseFile(DATA_DIR) + end, 'latin1').includes(CANARY), end).toBe(false);
    }
  },
  180_000,
);
