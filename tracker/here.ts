// The widget for a blog's own readers: says how many read now. A script of its own, loaded only where a page wants it.
// Promises: text only, no cookies, nothing stored, asks only while the page is visible, and no error, rejection or log line
// in the page that loads it. It asks for JSON again and again instead of holding a stream: a browser has six connections to
// a host, and the tracker's messages need one. The build refuses to make it larger than its cap (vite.config.ts).
import type { HereReply } from '../server/contract/here.ts';
import { quietly } from './quietly.ts';

const tickMs = 1_000;
const usualEvery = 15;
/** Seconds; and how long an answer is waited for. */
const leastEvery = 5;
/** Answers that may fail in a row before what was said is out of date. */
const patience = 2;

quietly(() => {
  // `currentScript` is null in a module, and in a script that a tag manager evaluates.
  const tag = (document.currentScript ?? document.querySelector('script[src*="/here.js"]')) as HTMLScriptElement;
  const { site, path, of, every, text, few } = tag.dataset;
  const everyMs = Math.max(Number(every) || usualEvery, leastEvery) * 1_000;
  const isGerman = /^de(-|$)/i.test(tag.closest<HTMLElement>('[lang]')?.lang ?? '');
  const address = new URL(`api/sites/${encodeURIComponent(site || location.hostname)}/here`, tag.src);

  let asked: string;
  let askedAt: number;
  let failed = 0;
  let own: Element | undefined;

  /** Looks for the places each time: an app may have made them anew. */
  const show = quietly((words: string): void => {
    let places = [...document.querySelectorAll('[data-headcount-here]')];
    if (!places[0]) {
      if (!own) {
        own = document.createElement('span');
        tag.after(own);
      }
      places = [own];
    }
    for (const place of places) if (place.textContent !== words) place.textContent = words;
  });

  const ask = async (url: string): Promise<void> => {
    let words = '';
    try {
      // Not known everywhere; without it a late answer is shown late.
      const signal = AbortSignal.timeout?.(leastEvery * 1_000);
      const answer = await fetch(url, { credentials: 'omit', signal });
      if (answer.ok) {
        const { readers, text: english }: HereReply = await answer.json();
        const said = isGerman ? `${readers ?? 'ein paar'} lesen gerade` : english;
        words = (readers === null ? few : text?.split('{n}').join(`${readers}`)) || said;
      }
    } catch {}
    if (url !== asked) return; // the page has moved on
    failed = words ? 0 : failed + 1;
    if (words || failed >= patience) show(words);
  };

  const tick = quietly((): void => {
    const page = path || (of === 'page' ? location.pathname : '');
    if (page) address.searchParams.set('path', page);
    const now = performance.now();
    const isDue = asked !== address.href || now - askedAt >= everyMs;
    // While the page is still loading, the place may be yet to come.
    if (!isDue || document.hidden || document.readyState === 'loading') return;
    asked = address.href;
    askedAt = now;
    void ask(asked);
  });

  for (const event of ['visibilitychange', 'readystatechange']) document.addEventListener(event, tick);
  setInterval(tick, tickMs);
  tick();
})();
