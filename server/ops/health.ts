// For whoever watches over the server: is it alive, may it be sent requests. Says nothing about its version.
import type { FastifyInstance } from 'fastify';
import type { HealthReply, ReadyReply } from '../contract/server.ts';
import { healthDocs, readyDocs } from './docs.ts';

export async function healthRoutes(app: FastifyInstance, { isReady }: { isReady: () => boolean }) {
  const access = 'public' as const;
  app.get(
    '/healthz',
    { config: { access, docs: healthDocs }, logLevel: 'silent' },
    async (): Promise<HealthReply> => ({ ok: true }),
  );
  app.get('/readyz', { config: { access, docs: readyDocs }, logLevel: 'silent' }, async (_request, reply) => {
    const ready = isReady();
    return reply.code(ready ? 200 : 503).send({ ready } satisfies ReadyReply);
  });
}
