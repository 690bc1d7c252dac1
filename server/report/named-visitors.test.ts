// What one visitor did on one day: the hits name them, a filter takes the name, before the day is made into a segment and after.
import { expect, it, onTestFinished } from 'vitest';
import { HitsReply, ReportReply } from '../contract/browser.ts';
import { databaseFile, openReader } from '../store/open.ts';
import { buildTestApp, FIREFOX } from '../testing/build-test-app.ts';
import { aView } from '../testing/factories.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { nameOf, numbersOf } from './named-visitors.ts';

const MINUTE = 60_000;

/** Who reads what, in this order; `-` is somebody who is not to be told apart. */
const READ = [
  ...(['a /1', 'b /1', 'a /2', 'c /3', '- /1', 'b /2'] as const), // before midnight
  ...(['c /1', 'a /1', 'a /3', '- /2'] as const), // after it
] as const;

it('the hits of each visitor are found by their name, on their day only, and counted so', async () => {
  const clock = createFakeClock(Date.parse('2026-11-20T23:00:00Z'));
  const { api, hit, signIn, config } = await buildTestApp({ clock });
  const cookie = await signIn();
  const sent: { day: string; who: string; page: string }[] = [];
  for (const [i, each] of READ.entries()) {
    if (i === 6) clock.jumpWall(90 * MINUTE);
    const [who = '', page = ''] = each.split(' ');
    const headers = { 'user-agent': `${FIREFOX} ${who}`, ...(who === '-' && { 'sec-gpc': '1' }) };
    await hit(aView({ u: `https://example.com${page}`, p: i.toString(16).padStart(16, '0') }), headers);
    sent.push({ day: i < 6 ? 'first' : 'second', who, page });
    clock.advance(1_000);
  }
  const ask = async (path: 'hits' | 'report', body: object) => {
    const reply = await api('POST', `/api/sites/example.com/${path}`, { cookie, body: { range: '7d', ...body } });
    expect(reply.status).toBe(200);
    return reply.json();
  };
  const hitsOf = async (filters: unknown[]) => HitsReply.parse(await ask('hits', { filters })).hits;
  const pages = (hits: readonly { page: string }[]) => hits.map(({ page }) => page);

  async function holds(): Promise<string[]> {
    const all = (await hitsOf([])).reverse();
    expect(pages(all)).toEqual(pages(sent));
    for (const [i, { visitor }] of all.entries()) {
      const { day, who } = sent[i] ?? {};
      expect(visitor === '').toBe(who === '-');
      if (visitor === '') continue;
      const theirs = sent.filter((each) => each.day === day && each.who === who);
      const others = sent.filter((each) => each.day !== day || each.who !== who);
      const is = [['is', 'visitor', [visitor]]];
      expect(pages(await hitsOf(is)).reverse()).toEqual(pages(theirs));
      expect(pages(await hitsOf([['is_not', 'visitor', [visitor]]])).reverse()).toEqual(pages(others));
      expect(pages(await hitsOf([...is, ['is', 'page', ['/1']]]))).toEqual(
        pages(theirs.filter(({ page }) => page === '/1')),
      );
      const queries = [{ metrics: ['visitors', 'pageviews'] }];
      const { answers } = ReportReply.parse(await ask('report', { filters: is, queries }));
      expect(answers[0]?.totals).toEqual([1, theirs.length]);
    }
    return all.map(({ visitor }) => visitor);
  }
  const before = await holds();

  const reader = openReader(databaseFile(config.dataDir));
  onTestFinished(() => void reader.close());
  const sealed = () => reader.prepare("SELECT count(*) FROM seals WHERE state = 'published'").pluck().get();
  for (let i = 0; i < 400 && sealed() === 0; i += 1) {
    clock.advance(MINUTE);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(sealed()).toBe(1);
  expect(await holds()).toEqual(before);
});

it.each([
  [['contains', 'visitor', ['1.1']], 'filters.0.0', /must be is or is_not for visitors/],
  [['is', 'visitor', ['somebody']], 'filters.0.2', /must be visitors as the hits name them/],
  [['is', 'visitor', ['']], 'filters.0.2', /must be visitors as the hits name them/],
])('%j is refused', async (filter, field, message) => {
  const { api, signIn } = await buildTestApp();
  const body = { range: 'today', filters: [filter] };
  const reply = await api('POST', '/api/sites/example.com/hits', { cookie: await signIn(), body });
  expect(reply.status).toBe(400);
  expect(((await reply.json()) as { error: unknown }).error).toMatchObject({
    field,
    message: expect.stringMatching(message),
  });
});

it('nobody can be grouped by: a visitor is no dimension', async () => {
  const { api, signIn } = await buildTestApp();
  const body = { range: 'today', queries: [{ metrics: ['visitors'], dimensions: ['visitor'] }] };
  const reply = await api('POST', '/api/sites/example.com/report', { cookie: await signIn(), body });
  expect(reply.status).toBe(400);
});

it('a number means something on its day only, and nobody is nobody', () => {
  const day = { start: 1000 };
  expect(nameOf(day, 17)).toBe('1000.17');
  expect(nameOf(day, 0)).toBe('');
  const numbers = numbersOf(['1000.17', '1000.3', '2000.5', '1000.0']);
  expect([...numbers(day)].sort((a, b) => a - b)).toEqual([3, 17]);
  expect([...numbers({ start: 3000 })]).toEqual([]);
});
