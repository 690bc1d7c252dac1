// "Is the script on my pages at all?", as the server can tell.
import { expect, it } from 'vitest';
import type { ScriptReply } from '../contract/browser.ts';
import { buildTestApp } from '../testing/build-test-app.ts';
import { createScriptLoads } from './script-loads.ts';

it('a page of the site that fetches the script is known by its host alone, others too', async () => {
  const { api, signIn } = await buildTestApp();
  const cookie = await signIn();
  const ask = async () => (await (await api('GET', '/api/sites/example.com/script', { cookie })).json()) as ScriptReply;
  const load = (referer: string, path = '/headcount.js') => api('GET', path, { headers: { referer } });
  expect(await ask()).toMatchObject({ loadedAt: null, elsewhere: [] });
  await load('http://localhost:1313/drafts?secret=1');
  await load('not an address');
  await load('https://other.example/', '/here.js'); // the widget says nothing of this one
  expect((await ask()).elsewhere.map(({ host }) => host)).toEqual(['', 'localhost']);
  await load('https://www.example.com/post');
  expect((await ask()).loadedAt).toBeTypeOf('number');
});

it('is bounded, and forgets the oldest', () => {
  const loads = createScriptLoads();
  for (let i = 0; i < 1000; i += 1) loads.note(`${i}.example`, i);
  expect(loads.of('0.example')).toBeUndefined();
  expect(loads.of('999.example')).toBe(999);
  expect(loads.others('998.example').map(({ t }) => t)).toEqual([999, 997, 996, 995, 994]);
});
