// Which pages somebody can see. Here Chromium has real tabs and nothing is attached to it, so that it decides by itself
// what is visible, in a browser that is neither driven nor scripted: the pages do what is to be done.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type BareBrowser, launchBare } from '../../../e2e/browser.ts';
import { pause, type RecordingServer, startRecordingServer } from './recording-server.ts';

let server: RecordingServer;
let browser: BareBrowser;

beforeEach(async () => {
  [server, browser] = await Promise.all([startRecordingServer(), launchBare()]);
}, 30_000);
afterEach(async () => {
  await browser?.kill();
  expect(server?.refused).toEqual([]);
  await server?.close();
});

/** Whether it comes at all: how soon is Chromium's and the machine's affair. */
const untilAsked = (request: string) => vi.waitFor(() => expect(server.requests).toContain(request), 30_000);

test('a tab that goes to the background leaves, and beats at once when it is back, as the same page', async () => {
  const one = await browser.open(`${server.blog}/one`);
  const [view] = await server.until('view', 1);
  await browser.open('about:blank');
  const [leave] = await server.until('leave', 1);
  expect(leave).toMatchObject({ k: 'leave', s: 'blog.test', p: view?.p, u: view?.u });

  const shownAt = performance.now();
  await browser.show(one);
  const [beat] = await server.until('beat', 1);
  // To come back is input, even before the first touch.
  expect(beat).toMatchObject({ k: 'beat', s: 'blog.test', p: view?.p, u: view?.u, r: '', a: 1 });
  expect(server.received.at(-1)!.at - shownAt).toBeLessThan(1_000);
  expect(server.kinds()).toBe('view leave beat');
});

test('a tab in the background says nothing', async () => {
  await browser.open(`${server.blog}/one`);
  await server.until('view', 1);
  await browser.open('about:blank');
  await server.until('leave', 1);
  await pause(6_000);
  expect(server.kinds()).toBe('view leave');
});

test('a tab that is closed leaves once', async () => {
  const one = await browser.open(`${server.blog}/one`);
  const [view] = await server.until('view', 1);
  await browser.close(one);
  const [leave] = await server.until('leave', 1);
  await pause(300);
  expect(leave?.p).toBe(view?.p);
  expect(server.kinds()).toBe('view leave');
});

test('a link to another page leaves the first and counts the second', async () => {
  server.serve('/one', `${server.snippet()}<script>setTimeout(() => { location.href = '/two' }, 500)</script>`);
  await browser.open(`${server.blog}/one`);
  const [one, two] = await server.until('view', 2);
  const [leave] = await server.until('leave', 1);
  expect(leave?.p).toBe(one?.p);
  expect(two).toMatchObject({ u: `${server.blog}/two`, r: `${server.blog}/one` });
  expect(server.received).toHaveLength(3);
});

test('a page that is opened in the background counts when it is first seen', async () => {
  // It waits until the other tab is in front, and then goes to the page to be counted.
  server.serve(
    '/wait',
    `<script>addEventListener('visibilitychange', () => { location.href = '/one' }); fetch('/listening')</script>`,
  );
  const tab = await browser.open(`${server.blog}/wait`);
  await untilAsked('GET /listening');
  await browser.open('about:blank');
  await untilAsked('GET /s/headcount.js');
  await pause(500);
  expect(server.requests).toContain('GET /one');
  expect(server.received).toEqual([]);

  await browser.show(tab);
  const [view] = await server.until('view', 1);
  await pause(300);
  expect(view?.u).toBe(`${server.blog}/one`);
  expect(server.kinds()).toBe('view');
});

test('a prerendered page counts when somebody goes there, and is one view', async () => {
  const rules = { prerender: [{ urls: ['/two'], eagerness: 'immediate' }] };
  server.serve(
    '/one',
    `<script type="speculationrules">${JSON.stringify(rules)}</script>
     <script>
       const look = async () => {
         if ((await (await fetch('/may-go')).text()) === 'yes') location.href = '/two';
         else setTimeout(look, 100);
       };
       look();
     </script>`,
  );
  server.serve('/may-go', 'no');
  server.serve(
    '/two',
    `<title>two</title><script>fetch('/prerendering/' + document.prerendering)</script>${server.snippet()}
     <script>document.addEventListener('prerenderingchange', () => fetch('/activated'))</script>`,
  );
  await browser.open(`${server.blog}/one`);
  await untilAsked('GET /prerendering/true');
  await untilAsked('GET /s/headcount.js');
  await pause(500);
  expect(server.received).toEqual([]);

  server.serve('/may-go', 'yes');
  const [view] = await server.until('view', 1);
  await untilAsked('GET /activated');
  await pause(500);
  expect(view).toMatchObject({ u: `${server.blog}/two`, r: `${server.blog}/one`, t: 'two' });
  // Else the server would take it for a prefetch, and not count it.
  expect(server.received.at(-1)?.purpose).toBeUndefined();
  expect(server.kinds()).toBe('view');
});

test('a prerendered page that nobody goes to is no pageview', async () => {
  const rules = { prerender: [{ urls: ['/two'], eagerness: 'immediate' }] };
  server.serve('/one', `<script type="speculationrules">${JSON.stringify(rules)}</script>`);
  server.serve('/two', `<script>fetch('/prerendering/' + document.prerendering)</script>${server.snippet()}`);
  const one = await browser.open(`${server.blog}/one`);
  await untilAsked('GET /prerendering/true');
  await untilAsked('GET /s/headcount.js');
  await pause(500);
  await browser.close(one);
  await pause(500);
  expect(server.received).toEqual([]);
});
