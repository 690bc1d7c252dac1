// Whoever goes through the dashboard by keyboard always sees where they are.
import { expect, test } from 'vitest';
import { ADMIN, buildTestApp } from '../server/testing/build-test-app.ts';
import { aEvent, aView } from '../server/testing/factories.ts';
import { userAgent, withBrowser } from './browser.ts';
import { openView, VIEWS } from './views.ts';

const browser = withBrowser();

const BOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
const [SITE_VIEW] = VIEWS;

/** Two sites, some hits, one of them rejected; and somebody who is signed in. */
async function start(options: object) {
  const server = await buildTestApp({ environment: { SITES: 'example.com,example.org' } });
  for (const path of ['/', '/posts/how-to-draw-a-map', '/posts/fog', '/about'])
    await server.hit(aView({ u: `https://example.com${path}`, t: 'A title', r: 'https://www.google.com/' }));
  await server.hit(aEvent());
  await server.hit(aView(), { 'user-agent': BOT });
  const context = await browser().newContext({ userAgent, reducedMotion: 'reduce', ...options });
  await context.request.post(`${server.address}/api/session`, { data: ADMIN });
  return { address: server.address, page: await context.newPage() };
}

/** Where the focus is, and what is wrong with how it shows; undefined at the end of the page. */
const focused = () => {
  const element = document.activeElement;
  if (!element || element === document.body) return undefined;
  const name = `${element.tagName} «${(element.getAttribute('aria-label') ?? element.textContent ?? '').slice(0, 40)}»`;
  // A radio button that is not drawn shows the focus on its word.
  const shown = [element, element.parentElement, element.nextElementSibling, element.closest('label')];
  const isOutlined = shown.some((one) => {
    if (!one) return false;
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1;
  });
  const { top, bottom } = element.getBoundingClientRect();
  const isInView = bottom > 0 && top < innerHeight;
  return { name, faults: [...(isOutlined ? [] : ['no outline']), ...(isInView ? [] : ['out of view'])] };
};

test.each([1440, 390])('every stop of the Tab key has an outline and is in view, %d pixels wide', async (width) => {
  const { address, page } = await start({ viewport: { width, height: 800 } });
  await openView(page, address, SITE_VIEW as (typeof VIEWS)[number]);
  const stops = new Set<string>();
  const wrong: string[] = [];
  for (let press = 0; press < 200; press += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(focused);
    if (stop === undefined) break;
    stops.add(stop.name);
    for (const fault of stop.faults) wrong.push(`${stop.name}: ${fault}`);
  }
  expect(stops.size).toBeGreaterThan(10);
  expect([...new Set(wrong)]).toEqual([]);
});
