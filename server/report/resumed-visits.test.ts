// A visit that begins in the middle of reading: after half an hour without a hit, or after midnight.
import { expect, it } from 'vitest';
import type { ReportReply } from '../contract/browser.ts';
import { buildTestApp } from '../testing/build-test-app.ts';
import { aEvent, aView, newPage } from '../testing/factories.ts';
import { createFakeClock } from '../testing/fake-clock.ts';

const MINUTE = 60_000;
const page = { p: newPage(), u: 'https://example.com/post' };
const signup = aEvent({ ...page, q: 1 });
const DIMENSIONS = ['entry_page', 'source', 'referrer', 'channel'];

it.each([
  ['an event within half an hour is of the visit', 29, signup, []],
  ['an event later begins one, which nobody brought', 31, signup, [['/post', '', '', '', 1]]],
  [
    'a page that is opened from the site’s own page later begins one that came from within',
    31,
    aView({ u: 'https://example.com/next', r: page.u }),
    [['/next', '', 'https://example.com/post', 'internal', 1]],
  ],
])('%s', async (_, minutes, hit, others) => {
  const clock = createFakeClock();
  const app = await buildTestApp({ clock });
  await app.hit(aView({ ...page, r: 'https://www.google.com/' }));
  clock.advance(minutes * MINUTE);
  expect((await app.hit(hit)).status).toBe(202);
  const query = { metrics: ['visits'], dimensions: DIMENSIONS, order: [['channel', 'asc']] };
  const reply = await app.api('POST', '/api/sites/example.com/report', {
    ...{ cookie: await app.signIn(), body: { range: 'today', queries: [query] } },
  });
  const { answers } = (await reply.json()) as ReportReply;
  const rows = answers[0]?.rows.map(({ dimensions, metrics }) => [...dimensions, ...metrics]);
  const first = ['/post', 'Google', 'https://www.google.com/', 'search', 1];
  expect(rows).toEqual([...others, first]);
});
