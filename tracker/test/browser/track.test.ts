// What the script reports by itself, as its tag asks: `data-track="outbound downloads forms 404"`. No page is delayed,
// and of no address more than host and path is told.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pause } from './recording-server.ts';
import { quietVisit, server, withBrowser } from './visits.ts';

withBrowser();

/** Serves `body` at /post, in a page that tracks `words`. */
const serve = (body: string, words = 'outbound downloads forms 404'): void =>
  server.serve(
    '/post',
    `<!doctype html><title>x</title>${body}${server.snippet(`defer data-site="blog.test" data-track="${words}"`)}`,
  );

/** Opens /post, lets `act` do something there, and answers the events that come of it: name and properties. */
const eventsOf = async (page: Page, act: () => Promise<unknown>): Promise<unknown[]> => {
  await page.goto(`${server.blog}/post`);
  await server.until('view', 1);
  await act();
  await pause(500);
  return server.of('event').map(({ n, d }) => [n, d]);
};

describe('a link to another site', () => {
  const elsewhere = (): string => `http://me:secret@other.test:${server.port}/path/page?token=secret#part`;
  const outbound = (): unknown[] => [['outbound', { url: `other.test:${server.port}/path/page` }]];

  test('is counted by host and path, although the page goes away', () =>
    quietVisit(async ({ page }) => {
      serve(`<a href="${elsewhere()}"><b>there</b></a>`);
      expect(await eventsOf(page, () => page.click('b'))).toEqual(outbound());
      expect(page.url()).toContain('other.test');
      // The event is of the page that was left.
      expect(server.of('event')[0]?.p).toBe(server.of('view')[0]?.p);
    }));

  test('is counted by the middle button and by the keyboard, and not by the right one', () =>
    quietVisit(async ({ page }) => {
      serve(`<a href="${elsewhere()}">there</a>`);
      expect(await eventsOf(page, () => page.click('a', { button: 'right' }))).toEqual([]);
      await page.click('a', { button: 'middle' });
      await server.until('event', 1);
      await page.focus('a');
      await page.keyboard.press('Enter');
      await server.until('event', 2);
    }));

  test('is counted in the shadow tree of a component, and when the page stops the click from going on', () =>
    quietVisit(async ({ page }) => {
      serve(`<x-link></x-link><script>
        document.querySelector('x-link').attachShadow({ mode: 'open' }).innerHTML = '<a href="${elsewhere()}"><i>there</i></a>';
        addEventListener('click', (event) => { event.stopImmediatePropagation(); event.preventDefault() }, true);
        document.addEventListener('click', (event) => event.stopPropagation());
      </script>`);
      // The page's own listener stands before ours, and on the same target: so this one it could hide.
      expect(await eventsOf(page, () => page.click('i'))).toEqual([]);
      serve(`<x-link></x-link><script>
        const link = document.querySelector('x-link').attachShadow({ mode: 'open' });
        link.innerHTML = '<a href="${elsewhere()}"><i>there</i></a>';
        link.addEventListener('click', (event) => event.stopPropagation(), true);
      </script>`);
      await page.goto(`${server.blog}/post`);
      await page.click('i');
      await server.until('event', 1);
    }));

  test.each([
    ['to the same host', '/next'],
    ['to a place in the page', '#part'],
    ['to a mailbox', 'mailto:me@other.test'],
    ['to a telephone', 'tel:123'],
    ['to a script', 'javascript:void 0'],
  ])('is not one %s', (_name, href) =>
    quietVisit(async ({ page }) => {
      serve(`<a href="${href}" onclick="event.preventDefault()">there</a><svg><a href="http://other.test/"></a></svg>`);
      expect(await eventsOf(page, () => page.click('a'))).toEqual([]);
    }),
  );
});

describe('a download', () => {
  test.each([
    ['/files/paper.pdf?x=1', ''],
    ['/a.tar.gz', ''],
    ['/Song.MP3', ''],
    ['/sheet.xlsx#2', ''],
    ['/generated?id=secret', 'download'],
    ['/generated', 'download="name.txt"'],
  ])('of %s %s is counted', (href, attributes) =>
    quietVisit(async ({ page }) => {
      serve(`<a href="${href}" ${attributes} onclick="event.preventDefault()">get</a>`);
      const path = href.replace(/[?#].*/, '');
      expect(await eventsOf(page, () => page.click('a'))).toEqual([
        ['download', { url: `blog.test:${server.port}${path}` }],
      ]);
    }),
  );

  test('from another site is a download and outbound', () =>
    quietVisit(async ({ page }) => {
      serve(`<a href="http://other.test/x.zip" onclick="event.preventDefault()">get</a>`);
      expect(await eventsOf(page, () => page.click('a'))).toEqual([
        ['download', { url: 'other.test/x.zip' }],
        ['outbound', { url: 'other.test/x.zip' }],
      ]);
    }));

  test.each(['/post', '/zip', '/a.pdf/notes', '/v1.2', '/x.html'])('is not %s', (href) =>
    quietVisit(async ({ page }) => {
      serve(`<a href="${href}" onclick="event.preventDefault()">go</a>`);
      expect(await eventsOf(page, () => page.click('a'))).toEqual([]);
    }),
  );
});

describe('a form', () => {
  const field = '<input name="email" value="me@secret.test"><input name="name"><input name="id"><button>ok</button>';

  test.each([
    ['its id', 'id="letter" name="n" action="/send"', { form: 'letter' }],
    ['its name', 'name="letter" action="/send"', { form: 'letter' }],
    ['where it is sent to, without the query', 'action="/send?token=secret"', { form: '/send' }],
    ['nothing, if it has no name at all', '', {}],
  ])('that is sent is told by %s, and never what was entered', (_name, attributes, told) =>
    quietVisit(async ({ page }) => {
      serve(`<form ${attributes}>${field}</form>`);
      expect(await eventsOf(page, () => page.click('button'))).toEqual([['form', told]]);
      const events = server.received.filter(({ hit }) => hit.k === 'event').map(({ raw }) => raw);
      expect(events.join()).not.toContain('secret');
    }),
  );
});

describe('data-track', () => {
  const everything =
    '<a href="http://other.test/x.zip" onclick="event.preventDefault()">x</a><form id="f" onsubmit="return false"><button>ok</button></form>';
  const all = async (page: Page): Promise<unknown[]> => {
    const events = await eventsOf(page, async () => {
      await page.click('a');
      await page.click('button');
    });
    return events.map((event) => (event as string[])[0]);
  };

  test.each([
    ['outbound', ['outbound']],
    ['downloads', ['download']],
    ['forms', ['form']],
    ['404', []],
    ['forms outbound', ['outbound', 'form']],
    ['', []],
  ])('of "%s" reports %j', (words, names) =>
    quietVisit(async ({ page }) => {
      serve(everything, words);
      expect(await all(page)).toEqual(names);
    }),
  );

  test('may be missing: nothing is reported', () =>
    quietVisit(async ({ page }) => {
      server.serve('/post', `<!doctype html>${everything}${server.snippet()}`);
      expect(await all(page)).toEqual([]);
    }));
});

describe('a page that is not found', () => {
  let missing: Server;
  beforeEach(async () => {
    missing = createServer((request, response) => {
      const words = request.url?.includes('plain') ? 'outbound' : 'outbound 404';
      const status = Number(request.url?.slice(1, 4)) || 204;
      const tag = server.snippet(`defer data-site="blog.test" data-track="${words}"`);
      response.writeHead(status, { 'content-type': 'text/html' }).end(`<!doctype html><title>x</title>${tag}`);
    });
    await new Promise<void>((resolve) => missing.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    missing.closeAllConnections();
    missing.close();
  });

  test('is an event once, beside its view, if the tag asks for it', () =>
    quietVisit(async ({ page, noise }) => {
      const base = `http://blog.test:${(missing.address() as AddressInfo).port}`;
      for (const path of ['/200', '/500', '/404-plain', '/404?x=1']) await page.goto(base + path);
      await server.until('view', 4);
      const [event] = await server.until('event', 1);
      await page.evaluate(() => history.pushState({}, '', '/next'));
      await server.until('view', 5);
      await pause(200);
      expect(server.of('event')).toHaveLength(1);
      expect(event).toMatchObject({ n: '404', u: `${base}/404?x=1`, q: 2 });
      // The browser itself writes down each page that failed.
      const ours = noise.filter((line) => !line.startsWith('Failed to load resource'));
      noise.splice(0, noise.length, ...ours);
    }));
});
