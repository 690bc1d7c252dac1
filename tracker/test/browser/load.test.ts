// What is counted when a page is loaded, and what is said of it.
import { describe, expect, test } from 'vitest';
import { pause } from './recording-server.ts';
import { quietVisit, server, withBrowser } from './visits.ts';

withBrowser();

describe('a page load', () => {
  test('is one request, text/plain and without a preflight, on plain http', () =>
    quietVisit(async ({ page }) => {
      await page.goto(`${server.blog}/post`);
      await server.until('view', 1);
      await pause(300);
      expect(await page.evaluate(() => isSecureContext)).toBe(false);
      expect(server.received).toHaveLength(1);
      expect(server.received[0]?.contentType).toMatch(/^text\/plain/);
      expect(server.requests.filter((line) => line.startsWith('OPTIONS'))).toEqual([]);
    }));

  test('tells exactly what the contract asks for', () =>
    quietVisit(
      async ({ page }) => {
        server.serve('/post', `<!doctype html><title>  A post — with a title 📈 </title>${server.snippet()}`);
        await page.goto(`${server.blog}/post?utm_source=letter#part`, { referer: 'https://news.test/thread?id=1' });
        const [view] = await server.until('view', 1);
        expect(view).toEqual({
          k: 'view',
          s: 'blog.test',
          p: expect.stringMatching(/^[0-9a-f]{16}$/),
          u: `${server.blog}/post?utm_source=letter#part`,
          r: 'https://news.test/thread?id=1',
          q: 1,
          w: 777,
          t: 'A post — with a title 📈',
          z: 'Pacific/Auckland',
        });
      },
      { viewport: { width: 777, height: 500 }, timezoneId: 'Pacific/Auckland' },
    ));

  test('has a page instance of its own each time', () =>
    quietVisit(async ({ page }) => {
      for (let load = 0; load < 3; load++) await page.goto(`${server.blog}/post`);
      const views = await server.until('view', 3);
      expect(new Set(views.map(({ p }) => p)).size).toBe(3);
    }));

  test('stays within 8 kB however long its address, its referrer and its title are', () =>
    quietVisit(async ({ page }) => {
      // The cut at 256 goes through the middle of an emoji; the collector would refuse the half that remains.
      const title = `${'字'.repeat(255)}📈${'字'.repeat(500)}`;
      server.serve('/long', `<!doctype html><title>${title}</title>${server.snippet()}`);
      await page.goto(`${server.blog}/long?${'a'.repeat(9_000)}`, { referer: `${server.blog}/?${'b'.repeat(3_900)}` });
      const [view] = await server.until('view', 1);
      expect(Buffer.byteLength(server.received[0]!.raw)).toBeLessThan(8_192);
      expect(view?.t).toBe(`${'字'.repeat(255)} `);
      expect(view?.u.length).toBeLessThanOrEqual(4_096);
      expect(URL.canParse(view?.u ?? '')).toBe(true);
    }));

  test('is told even when the visitor is gone before it could be sent', () =>
    quietVisit(async ({ page }) => {
      await page.goto(`${server.blog}/one`);
      await server.until('view', 1);
      await page.evaluate((stats) => {
        // As many connections as a browser has for one host; so the next view has to wait for one of them.
        for (let busy = 0; busy < 6; busy++) fetch(`${stats}/s/hang?${busy}`).catch(() => {});
        history.pushState({}, '', '/two');
      }, server.stats);
      // Until the app's change of address is noticed, and its view due.
      await pause(800);
      expect(server.of('view')).toHaveLength(1);
      await page.close();
      const views = await server.until('view', 2);
      expect(views[1]?.u).toBe(`${server.blog}/two`);
    }));

  test('stores nothing on the device', () =>
    quietVisit(async ({ page }) => {
      await page.goto(`${server.blog}/post`);
      await server.until('view', 1);
      expect(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([
        0,
        0,
        '',
      ]);
    }));
});

describe('the snippet', () => {
  const countsFrom = (name: string, html: () => string, site = 'blog.test') =>
    test(name, () =>
      quietVisit(async ({ page }) => {
        server.serve('/snippet', `<!doctype html><title>x</title>${html()}`);
        await page.goto(`${server.blog}/snippet`);
        const [view] = await server.until('view', 1);
        await pause(300);
        expect(view?.s).toBe(site);
        expect(server.kinds()).toBe('view');
        expect(server.received[0]?.url).toBe('/s/hit');
      }),
    );

  countsFrom('counts for the host of the page when it names no site', () => server.snippet('defer'));
  countsFrom(
    'counts for the site that it names',
    () => server.snippet('defer data-site="www.other.test"'),
    'www.other.test',
  );
  countsFrom('may be async', () => server.snippet('async data-site="blog.test"'));
  countsFrom('may be a module', () => server.snippet('type="module" data-site="blog.test"'));
  countsFrom('may stand in the body', () => `<body>${server.snippet('data-site="blog.test"')}`);
  countsFrom('may have a query', () => server.snippet('data-site="blog.test"').replace('.js"', '.js?v=1.2/3"'));
  countsFrom(
    'may be put there by a tag manager',
    () =>
      `<script>const tag = document.createElement('script');
       tag.src = '${server.stats}/s/headcount.js'; tag.dataset.site = 'blog.test'; document.head.append(tag);</script>`,
  );
  countsFrom('counts once when it is there twice', () => server.snippet() + server.snippet());
  countsFrom(
    'counts once when it is there again in another version',
    () => server.snippet() + server.snippet().replace('.js"', '.js?v=2"'),
  );
  countsFrom(
    'counts once when a framework runs it again later',
    () =>
      `${server.snippet()}<script>addEventListener('load', () => {
       const tag = document.createElement('script'); tag.src = '${server.stats}/s/headcount.js';
       tag.dataset.site = 'blog.test'; document.head.append(tag) })</script>`,
  );

  test('may be there for two sites, and counts for both', () =>
    quietVisit(async ({ page }) => {
      server.serve('/two', server.snippet() + server.snippet('defer data-site="all.test"'));
      await page.goto(`${server.blog}/two`);
      const views = await server.until('view', 2);
      expect(views.map(({ s }) => s).sort()).toEqual(['all.test', 'blog.test']);
    }));

  test('does nothing when nobody can tell where it came from', () =>
    quietVisit(async ({ page }) => {
      server.serve('/inline', `<script type="module">import '${server.stats}/s/headcount.js'</script>`);
      server.serve(
        '/bundled',
        `<script>fetch('/s/headcount.js').then(r => r.text()).then(code => (0, eval)(code))</script>`,
      );
      for (const path of ['/inline', '/bundled']) {
        await page.goto(`${server.blog}${path}`);
        await pause(300);
      }
      expect(server.received).toEqual([]);
    }));
});
