// For whoever watches over the server: is it alive, may it be sent requests. Says nothing about its version.
import type { FastifyInstance } from 'fastify';

export async function healthRoutes(app: FastifyInstance, { isReady }: { isReady: () => boolean }) {
  const config = { access: 'public' } as const;
  app.get('/healthz', { config, logLevel: 'silent' }, async () => ({ ok: true }));
  app.get('/readyz', { config, logLevel: 'silent' }, async (_request, reply) => {
    const ready = isReady();
    return reply.code(ready ? 200 : 503).send({ ready });
  });
}
