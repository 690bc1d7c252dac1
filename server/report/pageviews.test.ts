import { expect, it } from 'vitest';
import { buildTestApp } from '../testing/build-test-app.ts';
import { aView } from '../testing/factories.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { createPageviews, MOST_WAITING } from './pageviews.ts';

const PATH = '/api/sites/example.com/pageviews?path=/post';

async function start() {
  const clock = createFakeClock();
  const app = await buildTestApp({ clock });
  const cookie = await app.signIn();
  const allow = (publicPageviews: boolean) =>
    app.api('PATCH', '/api/sites/example.com', { cookie, body: { publicPageviews } });
  return { ...app, clock, cookie, allow };
}

it('pageviews are nobody’s business until the owner allows it, and no more once that is taken back', async () => {
  const { api, allow, hit } = await start();
  await hit(aView());
  const refused = await api('GET', PATH);
  expect(refused.status).toBe(404);
  // A site that does not exist is told in the same words, so that nobody learns which ones are here.
  const unknown = await api('GET', PATH.replace('example.com', 'nobody.example'));
  expect([unknown.status, await unknown.text()]).toEqual([404, await refused.text()]);
  expect(await (await allow(true)).json()).toMatchObject({ publicPageviews: true, publicLive: false });
  expect(await (await api('GET', PATH)).json()).toEqual({ pageviews: 1 });
  await allow(false);
  expect((await api('GET', PATH)).status).toBe(404);
});

it('any page may read the answer and any cache keep it for ten seconds, but not what only the owner may know', async () => {
  const { api, allow, cookie } = await start();
  const told = async (headers = {}) => {
    const { headers: came } = await api('GET', PATH, { headers });
    return ['access-control-allow-origin', 'cache-control', 'set-cookie'].map((name) => came.get(name));
  };
  expect(await told()).toEqual(['*', 'public, max-age=10', null]);
  expect(await told({ cookie })).toEqual(['*', 'private, no-store', null]);
  await allow(true);
  expect(await told()).toEqual(['*', 'public, max-age=10', null]);
});

it('a page’s number is counted once in ten seconds, however it is written', async () => {
  const { api, allow, hit, clock } = await start();
  await allow(true);
  const ask = async (path: string) =>
    (await api('GET', `/api/sites/www.example.com/pageviews?path=${encodeURIComponent(path)}`)).json();
  await hit(aView({ u: 'https://example.com/caf%C3%A9' }));
  expect(await ask('/café')).toEqual({ pageviews: 1 });
  await hit(aView({ u: 'https://example.com/café' }));
  expect(await ask('/caf%C3%A9')).toEqual({ pageviews: 1 });
  clock.advance(10_000);
  expect(await ask('/caf%C3%A9')).toEqual({ pageviews: 2 });
  expect((await api('GET', '/api/sites/example.com/pageviews?path=post')).status).toBe(400);
});

it('strangers have one place among those who ask: one page at a time, and an end to the queue', async () => {
  const asked: ((views: number) => void)[] = [];
  const count = createPageviews(createFakeClock(), () => new Promise<number>((resolve) => asked.push(resolve)));
  const answers = Array.from({ length: MOST_WAITING }, (_, i) => count.of({ id: 1 }, `/${i}`));
  await expect(count.of({ id: 1 }, '/more')).rejects.toMatchObject({ code: 'overloaded', retryAfter: 5 });
  for (let i = 0; i < MOST_WAITING; i += 1) {
    await expect.poll(() => asked.length).toBe(i + 1); // never two
    asked[i]?.(i);
    expect(await answers[i]).toBe(i);
  }
  expect(await count.of({ id: 1 }, '/7')).toBe(7);
});

it('what could not be counted is asked again', async () => {
  let isBroken = true;
  const count = createPageviews(createFakeClock(), async () => {
    if (isBroken) throw new Error('broken');
    return 3;
  });
  await expect(count.of({ id: 1 }, '/')).rejects.toThrow('broken');
  isBroken = false;
  expect(await count.of({ id: 1 }, '/')).toBe(3);
});
