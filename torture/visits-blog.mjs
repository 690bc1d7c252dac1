// A blog of as many hosts as there are places for visits, each a site of its own, so that visits at the same time do not meet.
// What a page does by itself stands in its query: ?then=/two;after=500 goes on, ?back=500 goes back, ?prerender=/two begins a
// page before anybody sees it. By semicolons, since Chromium takes a new tab's address to end at an ampersand. /warm is a page
// without the script: a browser that has just been started is still busy with itself.
import { createServer } from 'node:http';

const hostOf = (/** @type {number} */ place) => `place-${place}.test`;

export const WARM = '/warm';
const SHOWN = '/shown';
/** A page that was prerendered says when somebody saw it: it was asked for long before. */
const SAY_WHEN_SHOWN = `<script>
  document.prerendering && document.addEventListener('prerenderingchange', () => {
    const [{ activationStart }] = performance.getEntriesByType('navigation');
    fetch('${SHOWN}?path=' + location.pathname + ';at=' + (performance.timeOrigin + activationStart));
  });
</script>`;

/** @param {URLSearchParams} query */
function behaviour(query) {
  const [then, after, back, prerender] = ['then', 'after', 'back', 'prerender'].map((key) => query.get(key));
  const rules = { prerender: [{ urls: [prerender], eagerness: 'immediate' }] };
  return [
    prerender ? `<script type="speculationrules">${JSON.stringify(rules)}</script>` : '',
    then ? `<script>setTimeout(() => { location.href = ${JSON.stringify(then)} }, ${Number(after)})</script>` : '',
    // Once only: the page that is come back to must not send anybody back again.
    back ? `<script>setTimeout(() => history.back(), ${Number(back)})</script>` : '',
  ].join('');
}

/** @param {number} collectorPort */
export async function startVisitsBlog(collectorPort) {
  /** When a page was asked for, or shown if it was prerendered; by host and path. @type {Map<string, number>} */
  const asked = new Map();
  const server = createServer((request, response) => {
    const { hostname, pathname, search } = new URL(request.url ?? '/', `http://${request.headers.host}`);
    const query = new URLSearchParams(search.replaceAll(';', '&'));
    if (pathname === SHOWN) {
      asked.set(hostname + query.get('path'), performance.now() - (Date.now() - Number(query.get('at'))));
      response.writeHead(204).end();
      return;
    }
    asked.set(hostname + pathname, performance.now());
    const isTracked = pathname !== WARM;
    const script = `${SAY_WHEN_SHOWN}<script defer src="http://stats.test:${collectorPort}/headcount.js" data-site="${hostname}"></script>`;
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(
      `<!doctype html><title>${pathname}</title>${isTracked ? script : ''}${behaviour(query)}<h1>${pathname}</h1>`,
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    hostOf,
    urlOf: (/** @type {number} */ place, /** @type {string} */ path) => `http://${hostOf(place)}:${port}${path}`,
    /** When this page of the place was last asked for, or shown. */
    askedAt: (/** @type {number} */ place, /** @type {string} */ path) => asked.get(hostOf(place) + path),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
