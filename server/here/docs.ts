// What the API reference says of what a site shows its own readers.
import { Ping } from '../contract/browser.ts';
import { HereBye, HereReply } from '../contract/here.ts';
import type { RouteDocs } from '../route-docs.ts';

const chapter = 'For your readers';
const OPEN = {
  'access-control-allow-origin': '`*`',
  'cache-control': '`public, max-age=1`',
};
const HERE = { site: 'blog.example.com', readers: 12, text: '12 reading now' };
const NOT_SHOWN = {
  error: {
    code: 'not_found',
    message: 'No site of this name shows its readers here. Whoever owns it can allow that in the settings of the site.',
  },
};

export const hereDocs: RouteDocs = {
  chapter,
  summary: 'How many read a site, or one of its pages, now',
  text: 'Public once the site’s owner allows it (`publicLive`); a site that does not and one that does not exist are the same 404. Fewer than three are `null`, “a few”. With `Accept: text/event-stream` it comes as a stream, at most once a second.',
  replies: {
    200: [
      { when: 'How many.', schema: HereReply, headers: OPEN },
      {
        when: 'As a stream.',
        type: 'text/event-stream',
        events: { here: HereReply, ping: Ping, bye: HereBye },
      },
    ],
  },
  refusals: ['not_found'],
  examples: [
    { name: 'Of the site', params: { site: 'blog.example.com' }, status: 200, reply: HERE },
    {
      name: 'Of one page',
      params: { site: 'blog.example.com' },
      query: { path: '/about' },
      status: 200,
      reply: { site: 'blog.example.com', path: '/about', readers: null, text: 'a few reading now' },
    },
    {
      name: 'As a stream',
      params: { site: 'blog.example.com' },
      headers: { accept: 'text/event-stream' },
      status: 200,
      events: { here: HERE },
    },
    { name: 'It is not shown', params: { site: 'quiet.example.com' }, status: 404, reply: NOT_SHOWN },
  ],
};

export const badgeDocs: RouteDocs = {
  chapter,
  summary: 'The same as a picture',
  text: 'An SVG in the light or dark of the reader’s own settings, for pages that take no script.',
  replies: { 200: { when: 'The badge.', type: 'image/svg+xml', headers: OPEN } },
  refusals: ['not_found'],
  examples: [
    {
      name: 'A badge',
      params: { file: 'blog.example.com.svg' },
      query: { label: 'Readers' },
      status: 200,
      replyHeaders: { 'content-type': 'image/svg+xml; charset=utf-8' },
    },
    {
      name: 'In your own words',
      params: { file: 'blog.example.com.svg' },
      query: { path: '/post', text: '{n} lesen mit', few: 'ein paar lesen mit', lang: 'de' },
      status: 200,
    },
    { name: 'It is not shown', params: { file: 'quiet.example.com.svg' }, status: 404, reply: NOT_SHOWN },
  ],
};
