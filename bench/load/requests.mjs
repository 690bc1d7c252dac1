// The requests that the generator sends, rendered once: what Chromium sends for the tracker's POST, behind a proxy that
// adds X-Forwarded-*. Only the page instance, the sequence and the sender's address are written anew for each hit, in place.
const SITE = 'example.com';

const OS = [
  ['Windows NT 10.0; Win64; x64', 'Windows', 0],
  ['Macintosh; Intel Mac OS X 10_15_7', 'macOS', 0],
  ['X11; Linux x86_64', 'Linux', 0],
  ['Linux; Android 10; K', 'Android', 1],
];
const APPLE = ['iPhone; CPU iPhone OS %_0 like Mac OS X', 'iPad; CPU OS %_0 like Mac OS X'];

/**
 * The user agents of common browsers, newest versions first, with the client hints Chromium adds.
 * @returns {{ua: string, hints: string}[]}
 */
function userAgents() {
  const list = [];
  for (let version = 156; version > 135; version -= 1) {
    for (const [platform, name, mobile] of OS) {
      const hints = (/** @type {string} */ brand) =>
        `sec-ch-ua-platform: "${name}"\r\nsec-ch-ua: "Chromium";v="${version}", "${brand}";v="${version}", ` +
        `"Not_A Brand";v="99"\r\nsec-ch-ua-mobile: ?${mobile}\r\n`;
      const chrome = `Mozilla/5.0 (${platform}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 ${mobile ? 'Mobile ' : ''}Safari/537.36`;
      list.push({ ua: chrome, hints: hints('Google Chrome') });
      if (!mobile) list.push({ ua: `${chrome} Edg/${version}.0.0.0`, hints: hints('Microsoft Edge') });
    }
    for (const [platform] of OS.slice(0, 3))
      list.push({ ua: `Mozilla/5.0 (${platform}; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`, hints: '' });
  }
  for (let version = 26; version > 13; version -= 1) {
    const end = `AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${version}.0`;
    for (const device of APPLE)
      list.push({
        ua: `Mozilla/5.0 (${device.replace('%', String(version))}) ${end} Mobile/15E148 Safari/604.1`,
        hints: '',
      });
    list.push({ ua: `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${end} Safari/605.1.15`, hints: '' });
  }
  return list;
}

export const USER_AGENTS = userAgents();

const TITLES = ['Notes on', 'A short history of', 'What I learned from', 'Why I still use', 'Measuring', 'Leaving'];
const TOPICS = ['SQLite', 'small servers', 'reading', 'slow software', 'server-sent events', 'fountain pens', 'trains'];
const PAGES = Array.from({ length: 200 }, (_, i) => {
  const title = `${TITLES[i % TITLES.length]} ${TOPICS[i % TOPICS.length]}, part ${1 + Math.floor(i / 42)}`;
  const slug = `${title} for the rest of us`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return { title: `${title}, for the rest of us — Somebody’s weblog`, path: `/20${10 + (i % 16)}/${slug}` };
});

const REFERRERS = [
  'https://www.google.com/',
  'https://news.ycombinator.com/',
  'https://www.bing.com/',
  'https://duckduckgo.com/',
  'https://lobste.rs/s/abcdef/notes',
  'https://mastodon.social/@someone',
  undefined, // typed in
  `https://${SITE}/`,
];
const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Europe/London', 'Asia/Tokyo'];
const LANGUAGES = [
  'de-DE,de;q=0.9,en;q=0.8',
  'en-US,en;q=0.9',
  'en-GB,en;q=0.9',
  'hi-IN,hi;q=0.9,en;q=0.8',
  'ja,en;q=0.8',
];
const WIDTHS = [360, 390, 412, 768, 1280, 1440, 1536, 1920, 2560];

const PAGE_DIGITS = '0000000000000000';
/** Ten digits from the start, so that a message keeps its length: the contract allows up to 2,147,483,647. */
export const FIRST_SEQUENCE = 1_000_000_000;

function bodyOf(
  /** @type {'view' | 'beat' | 'leave'} */ kind,
  /** @type {number} */ agent,
  /** @type {number} */ page,
) {
  const { path, title } = /** @type {typeof PAGES[0]} */ (PAGES[(page * 10 + (agent % 10)) % PAGES.length]);
  const campaign = (agent + page) % 10 === 0 ? '?utm_source=newsletter&utm_medium=email&utm_campaign=november' : '';
  const common = { k: kind, s: SITE, p: PAGE_DIGITS, u: `https://${SITE}${path}${campaign}` };
  const r = REFERRERS[(agent * 7 + page) % REFERRERS.length];
  if (kind === 'leave') return { ...common, e: 41_250, y: 78, v: 1 };
  if (kind === 'beat') return { ...common, r, a: 1, e: 15_000, y: 40, v: 1 };
  const w = WIDTHS[(agent + page) % WIDTHS.length];
  return { ...common, q: FIRST_SEQUENCE, r, w, t: title, z: ZONES[agent % ZONES.length], v: 1 };
}

/** Where a request is written anew. `bytes` is never sent itself: its copies are. */
/** @typedef {{bytes: Buffer, pageAt: number, sequenceAt: number, addressAt: number, isV6: boolean}} Template */

/**
 * A request of a browser (`agent` chooses the user agent and whether the visitor has IPv4 or IPv6) for a page.
 * @param {'view' | 'beat' | 'leave'} kind
 * @param {number} agent
 * @param {number} page
 * @param {boolean} keepAlive
 * @returns {Template}
 */
export function render(kind, agent, page, keepAlive) {
  const { ua, hints } = USER_AGENTS[agent % USER_AGENTS.length] ?? { ua: '', hints: '' };
  const isV6 = agent % 3 === 0;
  const address = isV6 ? '2a02:8108:1000:1000:c5d1:9a0e:7b23:41f6' : '109.100.100.100';
  const body = Buffer.from(JSON.stringify(bodyOf(kind, agent, page)));
  const head =
    `POST /hit HTTP/1.1\r\nHost: stats.${SITE}\r\nConnection: ${keepAlive ? 'keep-alive' : 'close'}\r\n` +
    `Content-Length: ${body.length}\r\n${hints}User-Agent: ${ua}\r\nContent-Type: text/plain;charset=UTF-8\r\n` +
    `Accept: */*\r\nOrigin: https://${SITE}\r\nSec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors\r\n` +
    `Sec-Fetch-Dest: empty\r\nReferer: https://${SITE}/\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n` +
    `Accept-Language: ${LANGUAGES[agent % LANGUAGES.length]}\r\nX-Forwarded-For: ${address}\r\n` +
    'X-Forwarded-Proto: https\r\n\r\n';
  const bytes = Buffer.concat([Buffer.from(head), body]);
  return {
    bytes,
    pageAt: bytes.indexOf(`"p":"${PAGE_DIGITS}"`) + 5,
    sequenceAt: kind === 'view' ? bytes.indexOf(String(FIRST_SEQUENCE)) : -1,
    addressAt: bytes.indexOf(address),
    isV6,
  };
}

const HEX = Buffer.from('0123456789abcdef');

function writeHex(/** @type {Buffer} */ into, /** @type {number} */ at, /** @type {number} */ value, digits = 8) {
  for (let i = digits - 1, rest = value; i >= 0; i -= 1, rest >>>= 4) into[at + i] = HEX[rest & 15] ?? 0;
}

function writeDecimal(
  /** @type {Buffer} */ into,
  /** @type {number} */ at,
  /** @type {number} */ value,
  /** @type {number} */ digits,
) {
  for (let i = digits - 1, rest = value; i >= 0; i -= 1, rest = (rest / 10) | 0) into[at + i] = 48 + (rest % 10);
}

/** First octets of providers all over the world, three digits each. */
const NETWORKS = [109, 151, 178, 185, 188, 193, 212, 217];

/**
 * Copies the request to the start of `into` and makes it this visitor's, page instance's and sequence's; returns its
 * length. Two visitors (below 8,000,000) differ in their address.
 * @param {Template} template
 * @param {Buffer} into
 * @param {{visitor: number, pageHigh: number, pageLow: number, sequence: number}} hit
 */
export function write({ bytes, pageAt, sequenceAt, addressAt, isV6 }, into, { visitor, pageHigh, pageLow, sequence }) {
  bytes.copy(into);
  writeHex(into, pageAt, pageHigh);
  writeHex(into, pageAt + 8, pageLow);
  if (sequenceAt >= 0) writeDecimal(into, sequenceAt, sequence, 10);
  if (isV6) {
    // Three digits of each group: a group that began with zeros would be written without them.
    writeHex(into, addressAt + 11, visitor >>> 12, 3);
    writeHex(into, addressAt + 16, visitor, 3);
  } else {
    writeDecimal(into, addressAt, NETWORKS[visitor & 7] ?? 0, 3);
    writeDecimal(into, addressAt + 4, 100 + ((visitor >>> 3) % 100), 3);
    writeDecimal(into, addressAt + 8, 100 + ((((visitor >>> 3) / 100) | 0) % 100), 3);
    writeDecimal(into, addressAt + 12, 100 + ((((visitor >>> 3) / 10_000) | 0) % 100), 3);
  }
  return bytes.length;
}
