// What whoever is signed in may know of the server itself.
import type { FastifyInstance } from 'fastify';
import type { ServerReply } from '../contract/browser.ts';
import { serverDocs } from './docs.ts';

export async function serverRoutes(app: FastifyInstance, { version, startedAt }: ServerReply) {
  app.get(
    '/api/server',
    { config: { access: 'person', docs: serverDocs } },
    async (): Promise<ServerReply> => ({ version, startedAt }),
  );
}
