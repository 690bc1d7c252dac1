// Row 11: what visitors may write (paths, referrers, campaigns, sources, titles) is made of whatever could end a line or a frame,
// and goes through the collector, presence and the hub to three readers: Chromium’s EventSource, npm’s `eventsource` (in which
// `eventsource-parser` reads), and the grammar of the standard, which reads the very bytes of the second. The control frames the
// same words without JSON.
import { setTimeout as sleep } from 'node:timers/promises';
import { EventSource } from 'eventsource';
import { launchChromium, PERSON } from '../bench/live/chromium.mjs';
import { ADMIN, signIn } from './clock-stream.mjs';
import { CHARACTERS } from './fuzz-words.mjs';
import { CannotRun } from './harness.mjs';
import { createGrammarReader } from './sse-grammar.mjs';

export const name = 'frames';
export const row = 11;
export const minutes = 5;
export const title = 'hostile paths, titles, referrers and campaigns through the hub to three readers of event streams';
export const target = '100,000 strings: the three agree on every frame, no event that the server did not mean';

/** What the server may say. */
const MEANT = ['state', 'hits', 'unregistered', 'notices', 'ping', 'bye'];
/** What it must not: names that the words ask for, and an event without a name. */
const NEVER = ['message', 'injected'];
const VISITORS_PER_SITE = 10;
/** Path, referrer, source, campaign; the title goes along. */
const STRINGS_PER_HIT = 5;
/** For the frames of a wave; and until who has left is gone (3 s of grace). */
const SHOWN_MS = 600;
const GONE_MS = 3_600;
const AT_ONCE = 32;

const FRAMINGS = [
  ...['\n\nevent: injected\ndata: {"visitors":1}\n\n', '\r\revent: injected\rdata: 1\r\r', '\r\n\r\ndata: 1\r\n\r\n'],
  ...['\ndata: ', '\nid: 7\n', '\nretry: 1\n', '\n: ', '\n\n\n', '"}\n\ndata: {"', '\u2028\u2028event: injected\u2028'],
  ...['\ufeffdata: 1', '\\n\\nevent: injected\\ndata: 1\\n\\n', '%0A%0Aevent: injected%0Adata: 1%0A%0A', '\u0000'],
];

/** What the collector refuses to hear raw, by server/contract/hit.ts. It is sent all the same, seldom: the rest must get through. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what they are looked for
const REFUSED = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]|\p{Surrogate}/gu;
const RAW = 0.02;

/** @param {import('./random.mjs').Random} random */
function word(random) {
  const parts = Array.from({ length: random.between(1, 6) }, () =>
    random.pick([random.pick(FRAMINGS), random.pick(CHARACTERS), random.hex(random.between(1, 12))]),
  );
  const text = parts.join('');
  return random.chance(0.02) ? text.repeat(Math.ceil(1_200 / text.length)) : text;
}

const encoded = (/** @type {string} */ text) => encodeURIComponent(Buffer.from(text).toString());

/** As a browser would send it, and as only a program would: raw and encoded. @param {import('./random.mjs').Random} random @param {string} site @param {string} p */
function viewOf(random, site, p) {
  const isRaw = random.chance(RAW);
  const raw = (/** @type {number} */ most) => {
    const text = word(random).slice(0, most);
    return isRaw ? text : text.replaceAll(REFUSED, '');
  };
  const inUrl = () => (random.chance(0.5) ? encoded(word(random)).slice(0, 1_000) : raw(1_000).replaceAll(/[?#]/g, ''));
  const campaign = `utm_campaign=${encoded(word(random)).slice(0, 900)}&utm_source=${encoded(word(random)).slice(0, 900)}`;
  return {
    ...{ k: 'view', s: site, p, q: 1, u: `https://${site}/${p}${inUrl()}?${campaign}` },
    ...{ r: `https://${random.hex(6)}.example/${inUrl()}`, w: 800, t: raw(250), v: 1 },
  };
}

/** Frames by site and number. Two that differ under one number are a conflict. */
function createBook() {
  /** @type {Map<string, string>} */
  const frames = new Map();
  const book = { frames, conflicts: 0, malformed: 0, foreign: 0, states: 0 };
  return {
    ...book,
    book,
    /** @param {string} event @param {string} data */
    take(event, data) {
      if (!MEANT.includes(event)) book.foreign += 1;
      let said;
      try {
        said = JSON.parse(data);
      } catch {
        book.malformed += 1;
        return;
      }
      if (event !== 'state') return;
      book.states += 1;
      const key = `${said.site} ${said.seq}`;
      if ((frames.get(key) ?? data) !== data) book.conflicts += 1;
      frames.set(key, data);
    },
  };
}

/** The frames that both have and that differ, and how many both have. @param {Map<string, string>} one @param {Map<string, string>} other */
function compare(one, other) {
  let [common, different] = [0, 0];
  for (const [key, data] of one) {
    const theirs = other.get(key);
    if (theirs === undefined) continue;
    common += 1;
    if (theirs !== data) different += 1;
  }
  return { common, different };
}

/** Without JSON the same words forge events, and whoever looks must see it. @param {import('./random.mjs').Random} random */
function control(random) {
  let forged = 0;
  const read = createGrammarReader(({ event }) => {
    if (!MEANT.includes(event)) forged += 1;
  });
  for (let i = 0; i < 1_000; i += 1) read(Buffer.from(`event: state\ndata: ${word(random)}\n\n`));
  return { forgedWithoutJson: forged, passed: forged > 0 };
}

/** @param {import('./harness.mjs').Context} context */
export async function run(context) {
  const size = context.size({ sites: 100, waves: 30 }, { sites: 10, waves: 2 });
  const sites = Array.from({ length: size.sites }, (_, i) => `site-${i}.example`);
  const server = await context.startServer({
    dataDir: context.folder(),
    env: { SITES: sites.join(), TRUST_PROXY: 'loopback', ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password },
  });
  const cookie = await signIn(server.address);
  const path = `/api/live?sites=${sites.join()}`;

  const browser = await launchChromium();
  if (!browser) throw new CannotRun('one of the readers is Chromium: install chromium, or set CHROME_PATH');
  context.onEnd(() => browser.close());
  const visitor = await browser.newContext({ userAgent: PERSON });
  const [cookieName = '', value = ''] = cookie.split('=');
  await visitor.addCookies([{ name: cookieName, value, url: server.address }]);
  const page = await visitor.newPage();
  await page.goto(`${server.address}/healthz`);
  const events = [...MEANT, ...NEVER];
  await page.evaluate(
    ([url, names]) => {
      const source = new globalThis.EventSource(url);
      globalThis.heard = [];
      for (const name of names) source.addEventListener(name, ({ data }) => globalThis.heard.push([name, data]));
    },
    /** @type {const} */ ([path, events]),
  );

  const [chromium, library, grammar] = [createBook(), createBook(), createBook()];
  const read = createGrammarReader(({ event, data }) => grammar.take(event, data));
  const source = new EventSource(server.address + path, {
    fetch: async (url, init) => {
      const reply = await fetch(url, { ...init, headers: { ...init.headers, cookie } });
      const bytes = reply.body?.pipeThrough(
        new TransformStream({
          transform(chunk, controller) {
            read(chunk);
            controller.enqueue(chunk);
          },
        }),
      );
      return {
        body: bytes ?? null,
        url: reply.url,
        status: reply.status,
        redirected: reply.redirected,
        headers: reply.headers,
      };
    },
  });
  context.onEnd(() => source.close());
  for (const event of events) source.addEventListener(event, ({ data }) => library.take(event, data));
  const hear = async () => {
    for (const [event, data] of await page.evaluate(() => globalThis.heard.splice(0))) chromium.take(event, data);
  };

  /** @type {Record<number, number>} */
  const statuses = {};
  /** @param {object[]} hits */
  async function send(hits) {
    const queue = hits.map((hit, i) => ({ hit, i }));
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let next = queue.pop(); next; next = queue.pop()) {
          const headers = { 'user-agent': PERSON, 'x-forwarded-for': `109.1.${next.i >> 8}.${next.i & 255}` };
          const reply = await fetch(`${server.address}/hit`, {
            method: 'POST',
            headers,
            body: JSON.stringify(next.hit),
          });
          await reply.arrayBuffer();
          statuses[reply.status] = (statuses[reply.status] ?? 0) + 1;
        }
      }),
    );
  }

  for (let wave = 1; wave <= size.waves && !context.isOver(); wave += 1) {
    const views = sites.flatMap((site) =>
      Array.from({ length: VISITORS_PER_SITE }, () => viewOf(context.random, site, context.random.hex(16))),
    );
    await send(views);
    await sleep(SHOWN_MS);
    await send(views.map(({ s, p, u }) => ({ k: 'leave', s, p, u, v: 1 })));
    await sleep(GONE_MS);
    await hear();
    if (wave % 5 === 0) context.say(`${wave} of ${size.waves} waves`);
  }
  source.close();
  await hear();
  await page.close();
  const { code } = await server.stop();

  /** Strings that stood in a frame. */
  const strings = new Set();
  for (const data of grammar.book.frames.values()) {
    const state = JSON.parse(data);
    for (const list of ['pages', 'referrers', 'sources', 'campaigns'])
      for (const [text] of state[list]) strings.add(`${list} ${text}`);
  }
  const sent = (statuses[202] ?? 0) * STRINGS_PER_HIT;
  const withLibrary = compare(grammar.book.frames, library.book.frames);
  const withChromium = compare(grammar.book.frames, chromium.book.frames);
  const books = [chromium, library, grammar].map(({ book }) => book);
  const sum = (/** @type {'conflicts' | 'malformed' | 'foreign'} */ key) =>
    books.reduce((all, book) => all + book[key], 0);
  const different = withLibrary.different + withChromium.different + sum('conflicts');
  const isSame = library.book.states === grammar.book.states; // the same bytes
  const bites = control(context.random);
  const [states, injected, malformed] = [grammar.book.states, sum('foreign'), sum('malformed')];
  context.note(JSON.stringify({ statuses, withLibrary, withChromium, strings: strings.size }));
  return {
    ...{ sent, shown: strings.size, states, injected, malformed, different },
    ...{ withLibrary: withLibrary.common, withChromium: withChromium.common, statuses, exitCode: code },
    reached:
      `${sent} strings sent, ${strings.size} different ones shown in ${states} states; ${different} frames on which they differ ` +
      `(${withLibrary.common} and ${withChromium.common} compared), ${injected} forged events, ${malformed} malformed`,
    control: bites,
    passed:
      different + injected + malformed === 0 &&
      isSame &&
      withChromium.common > 0 &&
      strings.size > 0 &&
      code === 0 &&
      bites.passed,
  };
}
