// What the API reference says of the collector. It stands before Fastify (docs/decisions/0010), so that these are all there is to
// know of its routes; and of the scripts that pages load.
import { z } from 'zod';
import { ScriptReply } from '../contract/browser.ts';
import { Hit, KeyedHit, MAX_HITS } from '../contract/hit.ts';
import { KeyedReply } from '../contract/server.ts';
import type { Operation, RouteDocs } from '../route-docs.ts';

const chapter = 'Collector';
const DROPPED = {
  'x-headcount-dropped': 'Why it does not count: `bot`, `prefetch`, `spam`, `host`, `excluded_address`, …',
};
const OPEN = { 'access-control-allow-origin': '`*`' };
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const fromReader = { 'content-type': 'text/plain', 'user-agent': FIREFOX };
const withKey = {
  authorization: 'Bearer hc_4Vq0Zc3Xy8Lm1Rt6Nw9Bk2Hs5Jd7Fg0Pa4Qe8Ui1To6',
  'content-type': 'application/json',
};

const PAGE = { s: 'blog.example.com', p: '0123456789abcdef', u: 'https://blog.example.com/post' };
const VIEW = { k: 'view', ...PAGE, q: 0, r: 'https://news.example/', w: 1280, t: 'A post' };
const SEEN = { ip: '203.0.113.7', ua: FIREFOX };

/** One hit without a key; with one also an array. */
const HitBody = z.union([Hit, KeyedHit, z.array(KeyedHit).min(1).max(MAX_HITS)]);

const hitDocs: RouteDocs = {
  chapter,
  summary: 'Send a hit',
  text:
    'One JSON object of at most 8 kB, told apart by `k`. A retry is harmless: `(s, p, q)` is stored once within 15 minutes. ' +
    'Written for a newer contract (`v`), its unknown keys are ignored.\n\n' +
    'With an ingest key (`Authorization: Bearer hc_…`) a server speaks for its visitors: one hit, or an array of up to 100 (256 kB), all or nothing. A bad element is named with its place (`3.u`). Without a key an array is refused (`bad_request`).\n\n' +
    'Any origin may send and read the answer. `OPTIONS` answers the question that browsers ask before they post `application/json`.',
  bodyTypes: ['text/plain', 'application/json'],
  replies: {
    202: [
      { when: 'On disk, or refused for the reason in the header.', headers: { ...OPEN, ...DROPPED } },
      { when: 'With a key: how many are on disk, and which do not count.', schema: KeyedReply },
    ],
    204: { when: 'A beat or a leave was taken; nothing is promised.', headers: OPEN },
  },
  refusals: [
    ...(['unknown_site', 'wrong_key', 'method_not_allowed', 'too_many_hits'] as const),
    ...(['overloaded', 'disk_full', 'storage_failed'] as const),
  ],
  examples: [
    { name: 'A page was shown', headers: fromReader, body: VIEW, status: 202, replyHeaders: { 'content-length': '0' } },
    {
      name: 'The page is still visible',
      headers: fromReader,
      body: { k: 'beat', ...PAGE, a: 1, e: 15_000, y: 40 },
      status: 204,
    },
    {
      name: 'The page is hidden or gone',
      headers: fromReader,
      body: { k: 'leave', ...PAGE, e: 42_000, y: 100 },
      status: 204,
    },
    {
      name: 'An event',
      headers: fromReader,
      body: { k: 'event', ...PAGE, q: 1, n: 'Signup', d: { plan: 'pro' } },
      status: 202,
    },
    {
      name: 'A bot',
      headers: { ...fromReader, 'user-agent': 'Googlebot/2.1 (+http://www.google.com/bot.html)' },
      body: VIEW,
      status: 202,
      replyHeaders: { 'x-headcount-dropped': 'bot' },
    },
    {
      name: 'From a server with a key',
      headers: withKey,
      body: [
        { ...VIEW, ...SEEN },
        { ...VIEW, p: 'fedcba9876543210', ip: '203.0.113.8', ua: 'curl/8.5.0' },
      ],
      status: 202,
      reply: { stored: 1, dropped: [{ index: 1, reason: 'bot' }] },
    },
    {
      name: 'Several without a key',
      headers: fromReader,
      body: [VIEW],
      status: 400,
      reply: {
        error: {
          code: 'bad_request',
          message: 'Several hits at once need a key: send “Authorization: Bearer <key>”, or one hit.',
        },
      },
    },
    {
      name: 'A field is missing',
      headers: fromReader,
      body: { k: 'view', s: 'blog.example.com', p: '0123456789abcdef', q: 0 },
      status: 400,
      reply: { error: { code: 'missing_field', message: 'u is missing.', field: 'u' } },
    },
    {
      name: 'A site that is not registered',
      headers: fromReader,
      body: { ...VIEW, s: 'nobody.example.com', u: 'https://nobody.example.com/' },
      status: 404,
      reply: {
        error: {
          code: 'unknown_site',
          message:
            'No site nobody.example.com is registered here. Add it on the dashboard, or correct data-site in the snippet.',
          field: 's',
        },
      },
    },
  ],
};

const PixelQuery = z.object({
  s: z.string().optional().describe('The site; the host of `u` unless told.'),
  u: z
    .string()
    .optional()
    .describe('The full address of the page; else the header `referer`, which across sites is its origin only.'),
  r: z.string().optional().describe('The page’s own referrer.'),
});

const pixelDocs: RouteDocs = {
  chapter,
  summary: 'Send a pageview as a picture',
  text: 'For pages without JavaScript. Since nothing tells when its reader leaves, one is believed to be there for five minutes.',
  replies: { 200: { when: 'A transparent pixel.', type: 'image/gif', headers: { ...OPEN, ...DROPPED } } },
  refusals: ['unknown_site', 'method_not_allowed', 'too_many_hits', 'overloaded', 'disk_full', 'storage_failed'],
  examples: [
    {
      name: 'A page was shown',
      query: { s: 'blog.example.com', u: 'https://blog.example.com/post' },
      headers: { 'user-agent': FIREFOX },
      status: 200,
      replyHeaders: { 'content-type': 'image/gif' },
    },
  ],
};

/** `collectPath`: where hits are posted; the pixel is beside it. */
export const collectorOperations = (collectPath: string): Operation[] => [
  { method: 'POST', path: collectPath, access: 'collector', schema: { body: HitBody }, docs: hitDocs },
  {
    method: 'GET',
    path: `${collectPath}.gif`,
    access: 'collector',
    schema: { querystring: PixelQuery },
    docs: pixelDocs,
  },
];

/** Of a script that pages load. */
export const scriptDocs = (summary: string): RouteDocs => ({
  chapter: 'Pages',
  summary,
  replies: {
    200: {
      when: 'The script.',
      type: 'text/javascript',
      headers: { etag: 'Changes with the script.', 'cache-control': 'An hour, then asked for again.' },
    },
    304: { when: '`If-None-Match` names the one there is.' },
  },
  examples: [{ name: 'Load it', status: 200, replyHeaders: { 'content-type': 'text/javascript; charset=utf-8' } }],
});

export const scriptLoadsDocs: RouteDocs = {
  chapter: 'Sites',
  summary: 'Which pages have fetched the script',
  text: 'By what browsers say of the page that asks, in memory and since the server’s start. A browser that has the script in its cache does not ask for it again within the hour.',
  replies: { 200: { when: 'So far.', schema: ScriptReply } },
  refusals: ['not_found'],
  examples: [
    {
      name: 'The site’s own pages have',
      params: { site: 'blog.example.com' },
      status: 200,
      reply: {
        since: 1_795_262_300_000,
        loadedAt: 1_795_262_400_000,
        elsewhere: [{ host: 'localhost', t: 1_795_262_350_000 }],
      },
    },
  ],
};
