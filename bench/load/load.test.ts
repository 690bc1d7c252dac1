// The load generator's promises: it sends what browsers send, never the same hit twice, counts what is answered and not
// more, and does not spare a server that stalls.
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { Hit } from '../../server/contract/hit.ts';
import { createAnswerReader } from './answers.mjs';
import { closedLoop, openLoop } from './loops.mjs';
import { createArrivals, createPopulation } from './sources.mjs';

const aConnection = (index = 0) => ({
  into: Buffer.alloc(4_096),
  index,
  place: -1,
  hasLeft: false,
  dueAt: 0,
  send() {},
  destroy() {},
});

/** Renders the next request and takes it apart again. */
function next(source: { next(connection: ReturnType<typeof aConnection>): number }, connection = aConnection()) {
  const length = source.next(connection);
  const [head = '', body = ''] = connection.into.toString('utf8', 0, length).split('\r\n\r\n');
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1]?.trim() ?? '';
  return { hit: Hit.parse(JSON.parse(body)), header, body, length };
}

async function listen(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

it('sends hits that keep the contract, from addresses that exist, with their length said rightly', () => {
  const arrivals = createArrivals();
  for (let i = 0; i < 2_000; i += 1) {
    const { header, body } = next(arrivals);
    expect(isIP(header('x-forwarded-for')), header('x-forwarded-for')).toBeGreaterThan(0);
    expect(Number(header('content-length'))).toBe(Buffer.byteLength(body));
    expect(Buffer.byteLength(body)).toBeLessThan(500);
  }
});

it('never sends a view of the same page instance and sequence twice, whoever speaks', () => {
  const sources = [
    createArrivals(),
    createArrivals(),
    createPopulation({ size: 100, navigateEvery: 3, pagesPerVisit: 2 }).hits(4),
  ];
  const seen = new Set<string>();
  let views = 0;
  for (const source of sources) {
    const connections = [0, 1, 2, 3].map(aConnection);
    for (let i = 0; i < 20_000; i += 1) {
      const { hit } = next(source, connections[i % 4]);
      if (hit.k !== 'view') continue;
      seen.add(`${hit.p} ${hit.q}`);
      views += 1;
    }
  }
  expect(seen.size).toBe(views);
});

it('keeps as many pages open in a population, however many are left', () => {
  const population = createPopulation({ size: 50, navigateEvery: 3, pagesPerVisit: 2 });
  const arrivals = population.arrivals();
  const open = new Set(Array.from({ length: 50 }, () => next(arrivals).hit.p));
  expect(open.size).toBe(50);
  const hits = population.hits(5);
  const connections = [0, 1, 2, 3, 4].map(aConnection);
  for (let i = 0; i < 5_000; i += 1) {
    const { hit } = next(hits, connections[i % 5]);
    if (hit.k === 'leave') expect(open.delete(hit.p), 'left a page that is not open').toBe(true);
    else open.add(hit.p);
    expect(open.size).toBeGreaterThanOrEqual(45); // a connection is between two pages at most once
    expect(open.size).toBeLessThanOrEqual(50);
  }
});

it('visitors of one source differ in their address', () => {
  const arrivals = createPopulation({ size: 30_000, navigateEvery: 10 }).arrivals();
  const addresses = Array.from({ length: 30_000 }, () => next(arrivals).header('x-forwarded-for'));
  expect(new Set(addresses).size).toBe(30_000);
});

it('reads answers alike wherever the network cuts them', () => {
  const answers =
    'HTTP/1.1 202 Accepted\r\nDate: now\r\nContent-Length: 0\r\n\r\n' +
    'HTTP/1.1 400 Bad Request\r\ncontent-length: 17\r\n\r\nHTTP/1.1 500 OK\r\n' +
    'HTTP/1.1 204 No Content\r\nDate: now\r\n\r\n';
  const bytes = Buffer.from(answers);
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const statuses: number[] = [];
    const read = createAnswerReader((status) => statuses.push(status));
    for (const part of [bytes.subarray(0, cut), bytes.subarray(cut)]) if (part.length > 0) read(part, part.length);
    expect(statuses, `cut at ${cut}`).toEqual([202, 400, 204]);
  }
});

it('does not guess where an answer ends', () => {
  const bytes = Buffer.from('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
  expect(() => createAnswerReader(() => {})(bytes, bytes.length)).toThrow(/does not say its length/);
});

it.each([{ perHit: false }, { perHit: true }])('counts each answer once: %o', async ({ perHit }) => {
  let requests = 0;
  const port = await listen((request, response) => {
    requests += 1;
    const status = requests % 10 === 0 ? 503 : 202;
    request.resume().on('end', () => Object.assign(response, { statusCode: status }).end());
  });
  const source = createArrivals({ keepAlive: !perHit });
  const { statuses } = await closedLoop({ port, source, connections: 8, count: 1_000, perHit });
  expect(statuses).toEqual({ 202: 900, 503: 100 });
  expect(requests).toBe(1_000);
});

it('a server that stalls is charged for every hit that fell due meanwhile', async () => {
  let answersAt = 0;
  const port = await listen((request, response) => {
    answersAt ||= performance.now() + 300; // everything of the first 300 ms waits for their end
    request.resume().on('end', () => {
      const answer = () => Object.assign(response, { statusCode: 202 }).end();
      setTimeout(answer, Math.max(0, answersAt - performance.now()));
    });
  });
  const options = { port, connections: 64, rate: 1_000, seconds: 1 };
  const { statuses, latencyMs } = await openLoop({ ...options, source: createArrivals() });
  expect(statuses).toEqual({ 202: 1_000 });
  // Only 64 hits were under way; had the others been timed from their sending, p99 would be a few ms.
  expect(latencyMs.max).toBeGreaterThan(250);
  expect(latencyMs.p99).toBeGreaterThan(150);
});
