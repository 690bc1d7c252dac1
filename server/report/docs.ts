// What the API reference says of reports.
import { HitsReply, PageviewsReply, ReportReply, TrailReply } from '../contract/browser.ts';
import type { ReplyDocs, RouteDocs } from '../route-docs.ts';

const chapter = 'Reports';
const params = { site: 'blog.example.com' };

const TABLE: ReplyDocs = {
  when: 'With `Accept: text/csv` as a table (RFC 4180); a text that a spreadsheet would take for a formula begins with an apostrophe.',
  type: 'text/csv',
};

const VISIT = {
  entry_page: '/post',
  exit_page: '/post',
  hostname: 'blog.example.com',
  referrer: 'https://news.example/',
  source: 'news.example',
  channel: 'other',
  utm_source: '',
  utm_medium: '',
  utm_campaign: '',
  utm_content: '',
  utm_term: '',
  country: 'DE',
  region: '',
  city: '',
  browser: 'Firefox',
  browser_version: '140',
  os: 'Linux',
  os_version: '',
  device: 'desktop',
  screen: 'lg',
  language: 'de',
};

// The questions are those of docs/reports.md: a test compares them.
export const reportDocs: RouteDocs = {
  chapter,
  summary: 'Ask for what was counted',
  text:
    'All panels of a page in one question, answered from one pass over the hits. Conditions on page, event, goal and properties choose hits, those on anything else choose visits; visits and visitors count when they have a chosen hit in the range.\n\n' +
    'Visitors are distinct in each of the site’s days, summed. Rates are 0 to 1, durations ms. Whoever is not to be told apart counts in `pageviews`, `events`, `time_on_page` and `scroll_depth` only.',
  replies: {
    200: [
      { when: 'An answer for each query.', schema: ReportReply },
      { ...TABLE, when: `${TABLE.when} Of one query.` },
    ],
  },
  refusals: ['not_found', 'over_budget', 'overloaded'],
  examples: [
    {
      name: 'All of a page: figures, a chart, the top pages',
      params,
      body: {
        range: '30d',
        compare: 'previous',
        filters: [
          ['is', 'country', ['AT', 'DE']],
          ['not', ['starts', 'page', ['/drafts/']]],
        ],
        queries: [
          { metrics: ['visitors', 'visits', 'pageviews', 'bounce_rate', 'visit_duration'] },
          { metrics: ['visitors'], dimensions: ['time:day'] },
          {
            metrics: ['visitors', 'pageviews'],
            dimensions: ['page'],
            order: [['pageviews', 'desc']],
            limit: 10,
          },
        ],
      },
      status: 200,
      reply: {
        range: [1_792_713_600_000, 1_795_305_600_000],
        compared: [1_790_121_600_000, 1_792_713_600_000],
        answers: [
          {
            rows: [
              { dimensions: [], metrics: [812, 934, 2210, 0.41, 73_000], previous: [640, 701, 1804, 0.44, 69_500] },
            ],
            totals: [812, 934, 2210, 0.41, 73_000],
            previousTotals: [640, 701, 1804, 0.44, 69_500],
            more: false,
          },
          {
            rows: [{ dimensions: ['2026-10-23'], metrics: [31], previous: [22] }],
            totals: [812],
            previousTotals: [640],
            more: false,
          },
          {
            rows: [{ dimensions: ['/post'], metrics: [510, 702], previous: [0, 0] }],
            totals: [812, 2210],
            previousTotals: [640, 1804],
            more: true,
          },
        ],
      },
    },
    {
      name: 'Who signed up, by source, in the zone of whoever looks',
      params,
      body: {
        range: ['2026-11-01', '2026-11-21'],
        timezone: 'Asia/Kathmandu',
        filters: [['is', 'event', ['Signup']]],
        queries: [{ metrics: ['visitors', 'conversion_rate'], dimensions: ['source'] }],
      },
      status: 200,
      reply: {
        range: [1_793_470_500_000, 1_795_284_900_000],
        answers: [{ rows: [{ dimensions: ['news.example'], metrics: [12, 0.024] }], totals: [12, 0.015], more: false }],
      },
    },
    {
      name: 'How many got to each goal, and from where those came who bought',
      params,
      body: {
        range: '30d',
        filters: [['is', 'goal', ['Bought pro']]],
        queries: [
          { metrics: ['visitors', 'events', 'conversion_rate'], dimensions: ['goal'] },
          { metrics: ['visitors', 'conversion_rate'], dimensions: ['source'] },
        ],
      },
      status: 200,
      reply: {
        range: [1_792_713_600_000, 1_795_305_600_000],
        answers: [
          { rows: [{ dimensions: ['Bought pro'], metrics: [12, 14, 0.015] }], totals: [12, 14, 0.015], more: false },
          { rows: [{ dimensions: ['news.example'], metrics: [9, 0.024] }], totals: [12, 0.015], more: false },
        ],
      },
    },
    {
      name: 'A goal that the site has not',
      params,
      body: { range: 'today', filters: [['is', 'goal', ['Fame']]], queries: [{ metrics: ['visitors'] }] },
      status: 400,
      reply: {
        error: {
          code: 'bad_request',
          message: 'The site has no goal Fame. Ask for one of those it has, or make it.',
          field: 'filters.0.2.0',
        },
      },
    },
    {
      name: 'As a table',
      params,
      headers: { accept: 'text/csv' },
      body: { range: 'today', queries: [{ metrics: ['visitors'], dimensions: ['page'] }] },
      status: 200,
      replyHeaders: { 'content-type': 'text/csv; charset=utf-8; header=present' },
    },
    {
      name: 'A metric that is not known',
      params,
      body: { range: 'today', queries: [{ metrics: ['visitors', 'likes'] }] },
      status: 400,
      reply: {
        error: {
          code: 'bad_request',
          message:
            'queries.0.metrics.1 must be visitors or visits or pageviews or events or views_per_visit or bounce_rate or visit_duration or time_on_page or scroll_depth or conversion_rate or peak_live.',
          field: 'queries.0.metrics.1',
        },
      },
    },
  ],
};

export const hitsDocs: RouteDocs = {
  chapter,
  summary: 'Single hits',
  text: 'Each names its visitor by their day and a number within it, which a filter takes: `["is", "visitor", ["1795219200000.17"]]` is what that person did on that day. Who they were on another day, nobody knows.',
  replies: { 200: [{ when: 'Newest first.', schema: HitsReply }, TABLE] },
  refusals: ['not_found', 'over_budget', 'overloaded'],
  examples: [
    {
      name: 'Today’s hits of a plan',
      params,
      body: { range: 'today', filters: [['is', 'prop:plan', ['pro']]], limit: 50 },
      status: 200,
      reply: {
        range: [1_795_219_200_000, 1_795_305_600_000],
        hits: [
          {
            t: 1_795_262_400_000,
            kind: 'event',
            linked: true,
            visitor: '1795219200000.17',
            page: '/post',
            event: 'Signup',
            props: { plan: 'pro' },
            engagedMs: null,
            scrollDepth: null,
            visit: VISIT,
          },
        ],
        more: false,
      },
    },
  ],
};

export const pageviewsDocs: RouteDocs = {
  chapter: 'For your readers',
  summary: 'How many views a page has had',
  text: 'Of all time, at most ten seconds old. Public once the site’s owner allows it (`publicPageviews`); a site that does not and one that does not exist are the same 404. Whoever is signed in may always know, as of now.',
  replies: {
    200: {
      when: 'How many.',
      schema: PageviewsReply,
      headers: { 'access-control-allow-origin': '`*`', 'cache-control': '`public, max-age=10`' },
    },
  },
  refusals: ['not_found', 'over_budget', 'overloaded'],
  examples: [
    {
      name: 'Of a post',
      params,
      query: { path: '/post' },
      status: 200,
      reply: { pageviews: 1234 },
      replyHeaders: { 'access-control-allow-origin': '*' },
    },
    {
      name: 'It is not shown',
      params: { site: 'quiet.example.com' },
      query: { path: '/post' },
      status: 404,
      reply: {
        error: {
          code: 'not_found',
          message:
            'No site of this name shows its pageviews here. Whoever owns it can allow that in the settings of the site.',
        },
      },
    },
  ],
};

export const trailDocs: RouteDocs = {
  chapter,
  summary: 'What one visitor did',
  text: 'The visit that this visitor is on, or was on last within 24 hours. A visit ends with half an hour without a hit; ids of visitors end with the site’s day.',
  replies: { 200: { when: 'The visit.', schema: TrailReply } },
  refusals: ['not_found'],
  examples: [
    {
      name: 'A visit of one page',
      params: { site: 'blog.example.com', visitor: '3f0c9a7be41d2685' },
      status: 200,
      reply: {
        visitor: '3f0c9a7be41d2685',
        linked: true,
        referrer: 'https://news.example/',
        source: 'news.example',
        campaign: '',
        country: 'DE',
        device: 'desktop',
        browser: 'Firefox',
        os: 'Linux',
        hits: [
          {
            t: 1_795_262_400_000,
            kind: 'view',
            host: 'blog.example.com',
            path: '/post',
            title: 'A post',
            event: '',
            props: {},
            engagedMs: null,
            scrollDepth: null,
          },
        ],
        more: false,
      },
    },
    {
      name: 'Somebody who was not here',
      params: { site: 'blog.example.com', visitor: '0000000000000000' },
      status: 404,
      reply: {
        error: {
          code: 'not_found',
          message: 'This visitor has left nothing here in the last 24 hours. Ids of visitors end with the site’s day.',
        },
      },
    },
  ],
};
