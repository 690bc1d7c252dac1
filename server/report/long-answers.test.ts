// Answers of tens of thousands of lines, over real sockets: whoever reads them slowly, or not at all, costs no memory.
import { type AddressInfo, connect, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { HitsReply, ReportReply } from '../contract/browser.ts';
import { buildTestApp } from '../testing/build-test-app.ts';
import { aRow } from '../testing/factories.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { openWrittenFile } from '../testing/written-file.ts';
import { STALLED_MS } from './told.ts';

const HITS = 30_000;
const EACH_MS = 5_000;
/** A line of a hit names it three times: more in all than what the kernel keeps for a reader who does not read. */
const LONG = 'x'.repeat(400);
/** Some pieces of 64 kB. */
const BOUND = 256 * 1024;

/** A server with so many hits, each on a page of its own, in the two days before its clock's time. */
async function setUp() {
  const clock = createFakeClock();
  const file = openWrittenFile();
  const rows = Array.from({ length: HITS }, (_, i) =>
    aRow({
      at: clock.wall() - 1 - i * EACH_MS,
      path: `/${String(i).padStart(5, '0')}/${LONG}`,
      visitor: i.toString(16).padStart(16, '0'),
      ...(i % 100 === 0 && { kind: 'event', eventName: '=cmd|calc', eventProps: { nth: i, quote: '"' } }),
    }),
  );
  for (let i = 0; i < HITS; i += 1_000) file.store(...rows.slice(i, i + 1_000));
  const environment = { DATA_DIR: dirname(file.path), QUERY_BUDGET_MS: '60000' };
  const server = await buildTestApp({ clock, environment });
  const cookie = await server.signIn();
  const ask = (path: string, accept: string, body: object) =>
    server.api('POST', `/api/sites/example.com/${path}`, { cookie, headers: { accept }, body });
  /** Asks on a socket of its own, and reads nothing until it is resumed. */
  async function askStalled(path: string, body: object) {
    const text = JSON.stringify(body);
    const { port } = server.app.http.server.address() as AddressInfo;
    const accepted = new Promise<Socket>((resolve) => server.app.http.server.once('connection', resolve));
    const socket = connect({ port, host: '127.0.0.1' });
    onTestFinished(() => void socket.destroy());
    socket.pause();
    socket.on('error', () => undefined);
    socket.write(
      `POST /api/sites/example.com/${path} HTTP/1.1\r\nhost: x\r\naccept: text/csv\r\ncookie: ${cookie}\r\n` +
        `content-type: application/json\r\ncontent-length: ${text.length}\r\nconnection: close\r\n\r\n${text}`,
    );
    return { socket, serverEnd: await accepted };
  }
  return { ...server, clock, ask, askStalled };
}

const ALL_HITS = { range: '7d', limit: HITS + 1 };
const BY_PAGE = { range: '7d', queries: [{ metrics: ['pageviews', 'events'], dimensions: ['page'], limit: 100_000 }] };
const isLong = (reply: Response) => reply.headers.get('content-length') === null;

async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  const until = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > until) throw new Error('it did not come true within a minute');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

it('tens of thousands of hits and of rows come whole, as a table and as JSON, and few of them in one piece', async () => {
  const { ask } = await setUp();
  const asTable = await ask('hits', 'text/csv', ALL_HITS);
  expect(isLong(asTable)).toBe(true);
  expect(asTable.headers.get('content-disposition')).toBe('attachment; filename="example.com.csv"');
  const [head, ...lines] = (await asTable.text()).split('\r\n');
  expect(head).toMatch(/^time,kind,linked,page,event,/);
  expect(lines.pop()).toBe('');
  const asJson = await ask('hits', 'application/json', ALL_HITS);
  const { hits, more } = (await asJson.json()) as HitsReply;
  expect(more).toBe(false);
  expect(hits).toHaveLength(HITS);
  for (const [i, { t, kind, page }] of hits.entries()) {
    if (!page.startsWith(`/${String(i).padStart(5, '0')}/`)) throw new Error(`${page} is hit ${i}`);
    if (!lines[i]?.startsWith(`${new Date(t).toISOString()},${kind},true,${page},`)) throw new Error(`line ${i}`);
  }
  expect(lines).toHaveLength(HITS);
  expect(lines[100]).toContain(`,'=cmd|calc,"{""nth"":100,""quote"":""\\""""}",`);

  const rows = (await (await ask('report', 'text/csv', BY_PAGE)).text()).split('\r\n');
  expect(rows).toHaveLength(HITS + 2);
  const report = await ask('report', 'application/json', BY_PAGE);
  expect(isLong(report)).toBe(true);
  const { answers } = (await report.json()) as ReportReply;
  expect(answers).toMatchObject([{ totals: [HITS - HITS / 100, HITS / 100], more: false }]);
  expect(rows.slice(1, -1)).toEqual(answers[0]?.rows.map(({ dimensions, metrics }) => [dimensions, metrics].join()));

  expect(isLong(await ask('hits', 'text/csv', { range: '7d', limit: 10 }))).toBe(false);
  const page = (await (
    await ask('hits', 'application/json', { range: '7d', limit: 3, offset: 20_000 })
  ).json()) as HitsReply;
  expect(page).toEqual({ range: expect.anything(), hits: hits.slice(20_000, 20_003), more: true });
}, 120_000);

it('a reader who stops costs a few pieces, holds up nobody, and gets the rest when they read on', async () => {
  const { ask, askStalled } = await setUp();
  const { socket, serverEnd } = await askStalled('hits', ALL_HITS);
  let most = 0;
  let bytes = 0;
  const look = () => {
    most = Math.max(most, serverEnd.writableLength);
    const isStill = bytes === serverEnd.bytesWritten;
    bytes = serverEnd.bytesWritten;
    return isStill && serverEnd.writableNeedDrain;
  };
  await eventually(look);
  // Others are answered meanwhile, short and long.
  expect(await (await ask('hits', 'application/json', { range: '7d', limit: 1 })).json()).toMatchObject({ more: true });
  expect((await (await ask('report', 'text/csv', BY_PAGE)).text()).length).toBeGreaterThan(HITS * LONG.length);
  expect(look()).toBe(true);
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThan(BOUND);

  let told = 0;
  let end = '';
  socket.on('data', (data) => {
    told += data.length;
    end = (end + data.toString('latin1')).slice(-5);
    most = Math.max(most, serverEnd.writableLength);
  });
  const ended = new Promise((resolve) => socket.once('end', resolve));
  socket.resume();
  await ended;
  expect(end).toBe('0\r\n\r\n');
  expect(told).toBeGreaterThan(3 * HITS * LONG.length); // the control: it was long
  expect(most).toBeLessThan(BOUND);
}, 120_000);

it('so many are read at once and no more; whoever goes, or takes nothing for a minute, gives their place back', async () => {
  const { ask, askStalled, clock, log } = await setUp();
  const refused = async () => {
    const reply = await ask('report', 'text/csv', BY_PAGE);
    await reply.text();
    return reply.status === 503;
  };
  const stalled: Awaited<ReturnType<typeof askStalled>>[] = [];
  for (let i = 0; i < 20; i += 1) stalled.push(await askStalled('report', BY_PAGE));
  await eventually(() => stalled.every(({ serverEnd }) => serverEnd.writableNeedDrain));
  expect(await refused()).toBe(true);
  stalled[0]?.socket.resetAndDestroy();
  await eventually(async () => !(await refused()));

  expect(stalled.slice(1).some(({ serverEnd }) => serverEnd.destroyed)).toBe(false);
  clock.advance(STALLED_MS);
  await eventually(() => stalled.every(({ serverEnd }) => serverEnd.destroyed));
  expect(await refused()).toBe(false);
  expect(log.filter(({ level }) => level >= 50)).toEqual([]);
}, 120_000);
