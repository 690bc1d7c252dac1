// What the collector is sent: one JSON object, told apart by `k`. Requests are strict: an unknown key is refused,
// unless the message says it was written for a newer contract (`v`), whose extra keys are ignored.
import { z } from 'zod';

/** The contract version this server speaks; a message with a greater `v` has its unknown keys ignored. */
export const CONTRACT_VERSION = 1;

// C0 and C1 controls, DEL, the two Unicode line separators and lone surrogates: none of them belongs in a URL, a title
// or a name, and all of them make trouble further on (logs, SSE frames, SQLite text with NUL).
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the purpose
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]|\p{Surrogate}/u;

const text = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .refine((value) => !UNPRINTABLE.test(value), 'must not contain control characters');

/** The site as the snippet names it: a host. Which site that is, `sites/` decides. */
const site = text(253).min(1, 'must name a site');

/** A page instance: random per page load and per SPA navigation (53 bits of our script's), in the page's memory only. */
const pageInstance = z.string().regex(/^[0-9a-f]{16}$/, 'must be 16 lower-case hexadecimal digits');

/** Of a page, a file or an app's screen (`app://localhost/login`): `javascript:`, `data:` and the like have no such path. */
function isPageUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, pathname } = new URL(value);
  return (hostname !== '' || protocol === 'file:') && (pathname === '' || pathname.startsWith('/'));
}

const url = text(4096).refine(isPageUrl, 'must be the full URL of a page');
const referrer = text(4096);
const count = z.int().min(0).max(0x7fffffff);
const version = z.int().min(1).max(1_000_000).optional();

/** A program drives this browser (navigator.webdriver): such hits are answered like others and not counted. */
const driven = z.literal(1).optional();

const common = {
  s: site.describe('The site, as registered: a host, with or without `www.`'),
  p: pageInstance.describe(
    'The page instance: 16 random lower-case hexadecimal digits for each page shown, in memory only.',
  ),
  u: url.describe('The page’s full URL; host, path and campaign parameters are kept.'),
  b: driven.describe('A program drives this browser: not counted.'),
  v: version.describe(`Contract version; this server speaks ${CONTRACT_VERSION}.`),
};
const kept = {
  q: count.describe('Counts the stored hits of the page instance; makes a retry harmless.'),
  r: referrer.optional().describe('The page’s referrer; origin and path are kept.'),
  e: count.optional().describe('Engaged milliseconds of this page instance so far.'),
  y: z.int().min(0).max(100).optional().describe('Scroll depth of this page instance so far, in % of the page.'),
};

/** A page was shown. Stored, and opens the lease of its page instance. */
const View = z.strictObject({
  ...common,
  k: z.literal('view'),
  q: kept.q,
  r: kept.r,
  w: z.int().min(0).max(65_535).optional().describe('Viewport width in CSS pixels.'),
  t: text(256).optional().describe('The page’s title.'),
  z: text(64).optional().describe('The browser’s IANA time zone: a fall-back for the country.'),
});

/** The page is still visible: renews its lease, or opens it when the server has none (a restart). Not stored. */
const Beat = z.strictObject({
  ...common,
  k: z.literal('beat'),
  r: kept.r,
  a: z
    .literal([0, 1])
    .optional()
    .describe('1: there was input since the last beat (reading); 0: there was none (idle).'),
  e: kept.e,
  y: kept.y,
});

/** The page is hidden or gone: ends its lease. Not stored. */
const Leave = z.strictObject({
  ...common,
  k: z.literal('leave'),
  e: kept.e,
  y: kept.y,
});

const propertyValue = z.union([text(2000), z.number(), z.boolean()]);
// Prototype keys are refused by name: a property is a visitor's string and must never reach an object's prototype.
const propertyName = text(300)
  .min(1)
  .refine((name) => !['__proto__', 'constructor', 'prototype'].includes(name), 'means something else to JavaScript');

/** Something the page wanted counted. Stored; has no effect on presence. */
const Event = z.strictObject({
  ...common,
  k: z.literal('event'),
  q: kept.q,
  n: text(120).min(1, 'must name the event').describe('The event’s name.'),
  d: z
    .record(propertyName, propertyValue)
    .refine((properties) => Object.keys(properties).length <= 30, 'must have at most 30 properties')
    .optional()
    .describe('At most 30 properties.'),
});

const kinds = { error: 'must be one of view, beat, leave, event' };

/** One message to the collector (`POST /hit`), at most 8 kB. */
export const Hit = z.discriminatedUnion('k', [View, Beat, Leave, Event], kinds);
export type Hit = z.infer<typeof Hit>;
export type View = z.infer<typeof View>;
export type Beat = z.infer<typeof Beat>;
export type Leave = z.infer<typeof Leave>;
export type Event = z.infer<typeof Event>;

/** The same, for a message of a newer contract: what this server does not know is dropped instead of refused. */
export const NewerHit = z.discriminatedUnion('k', [View.strip(), Beat.strip(), Leave.strip(), Event.strip()], kinds);

const isAddress = (value: string) => z.ipv4().safeParse(value).success || z.ipv6().safeParse(value).success;

/** What a server says of the visitor it saw. */
const seenByServer = {
  ip: text(45)
    .refine(isAddress, 'must be an IPv4 or IPv6 address')
    .optional()
    .describe('With a key: the visitor’s address. Used as any sender’s is, and then forgotten.'),
  ua: text(1000).optional().describe('With a key: the visitor’s user agent.'),
  at: z.int().min(0).optional().describe('With a key: when it happened, ms since 1970; at most 24 hours ago.'),
};

/** A view or an event sent by a server with an ingest key, alone or in an array. */
export const KeyedHit = z
  .discriminatedUnion('k', [View.extend(seenByServer), Event.extend(seenByServer)], {
    error: 'must be one of view, event',
  })
  .meta({ id: 'KeyedHit', description: 'A view or an event that a server sends with an ingest key.' });
export type KeyedHit = z.infer<typeof KeyedHit>;

/** The same, for a message of a newer contract. */
export const NewerKeyedHit = z.discriminatedUnion(
  'k',
  [View.extend(seenByServer).strip(), Event.extend(seenByServer).strip()],
  { error: 'must be one of view, event' },
);

/** Bytes of one message; a longer one is answered 413. */
export const MAX_HIT_BYTES = 8192;

/** Hits in an array, and its bytes. */
export const MAX_HITS = 100;
export const MAX_HITS_BYTES = 256 * 1024;

/** How far back a server may say that a hit happened, and how far its clock may be ahead of ours; ms. */
export const MAX_AGE_MS = 24 * 3_600_000;
export const MAX_AHEAD_MS = 60_000;
