// The demo's past, as reports tell it.
import { expect, test } from 'vitest';
import { readConfig } from '../server/config.ts';
import type { ReportReply } from '../server/contract/browser.ts';
import { buildTestApp, temporaryFolder } from '../server/testing/build-test-app.ts';
import { createFakeClock } from '../server/testing/fake-clock.ts';
import { HOST } from './blog.ts';
import { makePast } from './past.ts';
import { createRandom } from './random.ts';

const NOW = Date.UTC(2026, 10, 21, 12);

test('nine weeks are there when the demo begins: every day has readers, and nobody has read tomorrow', async () => {
  const folder = temporaryFolder();
  const config = readConfig({ DATA_DIR: folder, SITE_TIMEZONE: 'Europe/Berlin' });
  const written = await makePast(config, createRandom(7), NOW);

  const { api, signIn } = await buildTestApp({
    environment: { DATA_DIR: folder, SITES: HOST },
    clock: createFakeClock(NOW),
  });
  const cookie = await signIn();
  const ask = async (query: object): Promise<ReportReply['answers'][number]> => {
    const body = { range: 'all', queries: [query] };
    const reply = await api('POST', `/api/sites/${HOST}/report`, { cookie, body });
    expect(reply.status).toBe(200);
    return ((await reply.json()) as ReportReply).answers[0]!;
  };

  const days = await ask({ metrics: ['visits'], dimensions: ['time:day'] });
  expect(days.rows).toHaveLength(64);
  for (const { metrics } of days.rows) expect(metrics[0]).toBeGreaterThan(100);

  const whole = await ask({ metrics: ['pageviews', 'events', 'bounce_rate', 'visit_duration'], dimensions: [] });
  const [pageviews = 0, events = 0, bounces, duration] = whole.totals;
  expect((pageviews ?? 0) + (events ?? 0)).toBe(written);
  expect(events).toBeGreaterThan(500);
  expect(bounces).toBeGreaterThan(0.1);
  expect(bounces).toBeLessThan(0.7);
  expect(duration).toBeGreaterThan(20_000);

  const subscribed = await ask({ metrics: ['visitors', 'conversion_rate'], dimensions: ['goal'] });
  expect(subscribed.rows).toHaveLength(1);
});
