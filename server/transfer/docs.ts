// What the API reference says of backups.
import { BackupsReply } from '../contract/browser.ts';
import type { RouteDocs } from '../route-docs.ts';

const chapter = 'Server';
const STORED = {
  name: 'by-hand-2026-11-21T03-00-00-000Z',
  kind: 'by-hand',
  at: 1_795_230_000_000,
  bytes: 98_000_000,
  hits: 200_000,
};
const folder = '/data/backups';

export const backupsDocs: RouteDocs = {
  chapter,
  summary: 'List the backups',
  text: 'Those with a manifest that can be believed, newest first. Whether their databases are whole is checked when one is restored.',
  replies: { 200: { when: 'All of them, and the one that is being made.', schema: BackupsReply } },
  examples: [
    {
      name: 'Which there are',
      status: 200,
      reply: { folder, backups: [STORED], underWay: null, failure: null },
    },
  ],
};

export const makeBackupDocs: RouteDocs = {
  chapter,
  summary: 'Make a backup',
  text: 'At once, beside whatever is going on; how far it is, `GET /api/backups` says. While one is being made no other is begun.',
  replies: { 202: { when: 'It is being made.', schema: BackupsReply } },
  examples: [
    {
      name: 'Now',
      body: {},
      status: 202,
      reply: {
        folder,
        backups: [STORED],
        underWay: { begunAt: 1_795_262_400_000, step: 'Copying 98 MB …' },
        failure: null,
      },
    },
  ],
};
