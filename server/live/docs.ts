// What the API reference says of the live view.
import {
  Bye,
  Gone,
  Hits,
  LiveRows,
  LiveState,
  Notices,
  Ping,
  RejectedReply,
  UnregisteredHosts,
} from '../contract/browser.ts';
import type { ReplyDocs, RouteDocs } from '../route-docs.ts';

const chapter = 'Live';
const params = { site: 'blog.example.com' };
const wantsStream = { accept: 'text/event-stream' };

const STATE = {
  site: 'blog.example.com',
  seq: 42,
  t: 1_795_262_400_000,
  visitors: 3,
  tabs: 4,
  reading: 2,
  idle: 1,
  inferred: 0,
  warm: true,
  waiting: false,
  pages: [
    ['/post', 3],
    ['/about', 1],
  ],
  titles: ['A post', 'About'],
  referrers: [['https://news.example/', 2]],
  sources: [
    ['news.example', 2],
    ['', 1],
  ],
  countries: [['DE', 3]],
  devices: [
    ['desktop', 2],
    ['mobile', 1],
  ],
  campaigns: [],
  totals: {},
  minutes: [...Array(28).fill(0), 2, 3] as number[],
  peak: { visitors: 3, at: 1_795_262_400_000 },
  yesterday: Array(30).fill(0) as number[],
  rejected: 1,
};
/** What is known of everybody only. */
const { peak: _, yesterday: __, ...FILTERED } = STATE;
const FROM_GERMANY = [['is', 'country', ['DE', 'AT']]];

const stream = (events: NonNullable<ReplyDocs['events']>): ReplyDocs => ({
  when: 'With `Accept: text/event-stream` a stream that stays open: never compressed, first frame at once, then at most four a second.',
  type: 'text/event-stream',
  events: { ...events, ping: Ping, bye: Bye },
  headers: { 'cache-control': '`no-cache, no-transform`', 'x-accel-buffering': '`no`' },
});

export const siteLiveDocs: RouteDocs = {
  chapter,
  summary: 'Who is on a site now',
  text: 'As JSON, or with `Accept: text/event-stream` as a stream that says so whenever it changes. A stream ends with `bye`, and a refusal for want of room is said the same way, since an EventSource cannot read an error.',
  replies: {
    200: [{ when: 'The state.', schema: LiveState }, stream({ state: LiveState, gone: Gone })],
  },
  refusals: ['not_found', 'overloaded'],
  examples: [
    { name: 'The state', params, status: 200, reply: STATE },
    {
      name: 'Of those who are in Germany or Austria',
      params,
      query: { filters: JSON.stringify(FROM_GERMANY) },
      status: 200,
      reply: {
        ...FILTERED,
        filters: [['is', 'country', ['AT', 'DE']]],
      },
    },
    { name: 'As a stream', params, headers: wantsStream, status: 200, events: { state: STATE } },
  ],
};

export const liveRowsDocs: RouteDocs = {
  chapter,
  summary: 'One list of the state in full',
  text: 'A state has the first ten rows of each list; here are the rest, counted and ordered alike. As of now: between two questions rows may move.',
  replies: { 200: { when: 'The rows.', schema: LiveRows } },
  refusals: ['not_found'],
  examples: [
    {
      name: 'Every page',
      params,
      query: { dimension: 'page', limit: '1000' },
      status: 200,
      reply: {
        t: 1_795_262_400_000,
        rows: [
          ['/post', 3],
          ['/about', 1],
        ],
        total: 2,
        titles: ['A post', 'About'],
      },
    },
    {
      name: 'From where the readers of a post are, from the eleventh country on',
      params,
      query: { dimension: 'country', filters: JSON.stringify([['is', 'page', ['/post']]]), offset: '10' },
      status: 200,
      reply: { t: 1_795_262_400_000, rows: [], total: 1 },
    },
    {
      name: 'A list that is not known',
      params,
      query: { dimension: 'browser' },
      status: 400,
      reply: {
        error: {
          code: 'bad_request',
          message: 'dimension must be page or referrer or source or country or device or utm_campaign.',
          field: 'dimension',
        },
      },
    },
  ],
};

export const rejectedDocs: RouteDocs = {
  chapter,
  summary: 'Which hits were not counted, and why',
  replies: { 200: { when: 'Since the server’s start.', schema: RejectedReply } },
  refusals: ['not_found'],
  examples: [
    {
      name: 'A bot came',
      params,
      status: 200,
      reply: {
        total: 1,
        since: 1_795_262_300_000,
        counts: [['bot', 1]],
        last: [
          {
            t: 1_795_262_400_000,
            kind: 'view',
            reason: 'bot',
            detail: '',
            host: 'blog.example.com',
            path: '/post',
            referrer: '',
          },
        ],
      },
    },
  ],
};

const ALL_EVENTS = {
  state: LiveState,
  hits: Hits,
  unregistered: UnregisteredHosts,
  notices: Notices,
  gone: Gone,
};

const HITS = {
  site: 'blog.example.com',
  boot: 'k3v9x1',
  after: 0,
  through: 1,
  hits: [
    {
      n: 1,
      t: 1_795_262_400_000,
      kind: 'view',
      visitor: '3f0c9a7be41d2685',
      linked: true,
      isNew: true,
      host: 'blog.example.com',
      path: '/post',
      title: 'A post',
      referrer: 'https://news.example/',
      source: 'news.example',
      campaign: '',
      country: 'DE',
      device: 'desktop',
      browser: 'Firefox',
      os: 'Linux',
      event: '',
    },
  ],
};

export const liveDocs: RouteDocs = {
  chapter,
  summary: 'Several sites over one stream',
  text: 'Always a stream. Whoever comes back sends `Last-Event-ID`, as a browser does by itself, and gets the hits that it has missed.',
  replies: { 200: stream(ALL_EVENTS) },
  refusals: ['not_found', 'too_many_streams', 'overloaded'],
  examples: [
    {
      name: 'The state and the latest hits of a site',
      query: { sites: 'blog.example.com', feed: 'blog.example.com' },
      headers: wantsStream,
      status: 200,
      events: { state: STATE, hits: HITS, unregistered: { hosts: [] }, notices: { notices: [] } },
    },
    {
      name: 'No site is named',
      status: 400,
      reply: { error: { code: 'missing_field', message: 'sites is missing.', field: 'sites' } },
    },
  ],
};

export const filteredLiveDocs: RouteDocs = {
  chapter,
  summary: 'The same, asked with a body',
  text: 'For filters that are too long for an address.',
  replies: { 200: stream({ state: LiveState, gone: Gone }) },
  refusals: ['not_found', 'too_many_streams', 'overloaded'],
  examples: [
    {
      name: 'Who reads a post',
      headers: wantsStream,
      body: { sites: ['blog.example.com'], filters: [['is', 'page', ['/post']]] },
      status: 200,
      events: { state: { ...FILTERED, filters: [['is', 'page', ['/post']]] } },
    },
  ],
};
