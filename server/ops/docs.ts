// What the API reference says of the questions of whoever watches over the server.
import { ServerReply } from '../contract/browser.ts';
import { HealthReply, ReadyReply } from '../contract/server.ts';
import type { RouteDocs } from '../route-docs.ts';

export const healthDocs: RouteDocs = {
  chapter: 'Server',
  summary: 'Is the server alive?',
  replies: { 200: { when: 'It is.', schema: HealthReply } },
  examples: [{ name: 'It is', status: 200, reply: { ok: true } }],
};

export const readyDocs: RouteDocs = {
  chapter: 'Server',
  summary: 'May it be sent requests?',
  replies: {
    200: { when: 'It may.', schema: ReadyReply },
    503: { when: 'It is about to end.', schema: ReadyReply },
  },
  examples: [{ name: 'It may', status: 200, reply: { ready: true } }],
};

export const serverDocs: RouteDocs = {
  chapter: 'Server',
  summary: 'Which version is running, and since when',
  replies: { 200: { when: 'To whoever is signed in.', schema: ServerReply } },
  examples: [{ name: 'Which', status: 200, reply: { version: '0.1.0', startedAt: 1_795_262_400_000 } }],
};
