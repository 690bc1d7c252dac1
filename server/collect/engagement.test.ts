// How long and how far a page was read, from its messages to the row.
import { expect, it } from 'vitest';
import { databaseFile, openReader } from '../store/open.ts';
import { buildTestApp, type TestApp } from '../testing/build-test-app.ts';
import { aBeat, aLeave, aView, newPage } from '../testing/factories.ts';

function engagementsOf({ config }: TestApp) {
  const reader = openReader(databaseFile(config.dataDir));
  try {
    return reader
      .prepare(`SELECT lower(hex(page_instance)) AS page, engaged_ms, scroll_depth,
        at = (SELECT at FROM hits WHERE hits.page_instance = engagements.page_instance) AS is_views FROM engagements`)
      .all();
  } finally {
    reader.close();
  }
}

it('a page that was left: one row with the greatest of what its beats and its leave said, on the time of its view', async () => {
  const app = await buildTestApp();
  const p = newPage();
  await app.hit(aView({ p }));
  await app.hit(aBeat({ p, a: 1, e: 4_000, y: 70 }));
  await app.hit(aLeave({ p, e: 9_000, y: 50 }));
  await expect
    .poll(() => engagementsOf(app), { timeout: 10_000 })
    .toEqual([{ page: p, engaged_ms: 9_000, scroll_depth: 70, is_views: 1 }]);
});

it('pages that are open when the server ends: what they said so far is kept', async () => {
  const app = await buildTestApp();
  const p = newPage();
  await app.hit(aView({ p }));
  await app.hit(aBeat({ p, a: 1, e: 4_000, y: 70 }));
  await app.app.close();
  expect(engagementsOf(app)).toEqual([{ page: p, engaged_ms: 4_000, scroll_depth: 70, is_views: 1 }]);
});

it('a client that says nothing of it, or sends no beats, leaves no row', async () => {
  const app = await buildTestApp();
  const p = newPage();
  await app.hit(aView({ p }));
  await app.hit(aBeat({ p, a: 1 }));
  await app.hit(aLeave({ p }));
  await app.app.close();
  expect(engagementsOf(app)).toEqual([]);
});
