// What the API reference says of deleting parts of a site, and of how much is stored of it.
import {
  AllStorageReply,
  DeletionCountReply,
  DeletionReply,
  DeletionsReply,
  StorageReply,
} from '../contract/browser.ts';
import type { RouteDocs } from '../route-docs.ts';

const chapter = 'Sites';
const params = { site: 'blog.example.com' };

export const deleteDocs: RouteDocs = {
  chapter,
  summary: 'Delete a part of what is stored',
  text:
    'The hits of a path, of a range, or of a path in a range: first counted, and deleted when that is confirmed. Live view and feed forget them at once, reports while it goes on. It cannot be taken back.\n\n' +
    'Hits that are stored by then are meant, and none that come later. Where another page names a deleted path as its referrer, only the origin stays.',
  replies: {
    200: { when: 'Without `confirm`: what is meant, counted now.', schema: DeletionCountReply },
    202: { when: 'Under way; a restart goes on with it.', schema: DeletionReply },
  },
  refusals: ['not_found', 'storage_failed', 'disk_full', 'overloaded'],
  examples: [
    {
      name: 'How many hits drafts have',
      params,
      body: { path: '/drafts/*' },
      status: 200,
      reply: { hits: 3, pages: 2 },
    },
    { name: 'Delete them', params, body: { path: '/drafts/*', confirm: true }, status: 202, reply: { id: 7 } },
    {
      name: 'Delete two days',
      params,
      body: { range: ['2026-01-01', '2026-01-02'], confirm: true },
      status: 202,
      reply: { id: 8 },
    },
    {
      name: 'Neither a path nor a range',
      params,
      body: { confirm: true },
      status: 400,
      reply: { error: { code: 'bad_request', message: 'The body must name a path or a range.' } },
    },
  ],
};

export const deletionsDocs: RouteDocs = {
  chapter,
  summary: 'How far deletions have come',
  text: 'Also of days that are too old (`retentionDays`), which go by themselves.',
  replies: { 200: { when: 'Those that are not done.', schema: DeletionsReply } },
  refusals: ['not_found'],
  examples: [
    {
      name: 'One is under way',
      params,
      status: 200,
      reply: {
        deletions: [
          {
            id: 7,
            reason: 'owner',
            path: '/drafts/*',
            begunAt: 1_795_262_400_000,
            hits: 200_000,
            gone: 130_000,
            range: [null, null],
          },
        ],
      },
    },
  ],
};

export const storageDocs: RouteDocs = {
  chapter,
  summary: 'How much is stored',
  text: 'In bytes. Measured once for all who ask within five minutes, and anew when something was deleted.',
  replies: { 200: { when: 'As of `t`.', schema: StorageReply } },
  refusals: ['not_found', 'overloaded'],
  examples: [
    {
      name: 'What a site takes',
      params,
      status: 200,
      reply: {
        t: 1_795_262_400_000,
        hits: 200_000,
        since: 1_789_000_000_000,
        rows: { bytes: 61_000_000, estimated: true },
        segments: { bytes: 4_100_000 },
        file: { bytes: 98_000_000, unused: 1_200_000 },
        disk: { free: 20_000_000_000 },
      },
    },
  ],
};

export const allStorageDocs: RouteDocs = {
  chapter: 'Server',
  summary: 'How much is stored of all sites',
  text: 'In bytes, the largest first. Each site is measured once for all who ask within five minutes, and anew when something of it was deleted.',
  replies: { 200: { when: 'Of every site.', schema: AllStorageReply } },
  refusals: ['overloaded'],
  examples: [
    {
      name: 'What all sites take',
      status: 200,
      reply: {
        sites: [{ site: 'blog.example.com', hits: 200_000, rows: 61_000_000, segments: 4_100_000 }],
        file: { bytes: 98_000_000, unused: 1_200_000 },
        disk: { free: 20_000_000_000 },
      },
    },
  ],
};
