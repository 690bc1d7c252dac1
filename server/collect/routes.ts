// The collector's edge: any page of any origin may post here, nobody is believed. Size, content type and schema are
// checked before anything else happens; every answer can be read by the page's script.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CONTRACT_VERSION, Hit, MAX_HIT_BYTES, NewerHit } from '../contract/hit.ts';
import { Refusal } from '../errors.ts';
import { refuseInvalid } from '../zod-routes.ts';
import type { Sender } from './enrich.ts';
import type { RecordHit } from './record.ts';

function parseHit(body: unknown): Hit {
  const version = (body as { v?: unknown } | null)?.v;
  const schema = typeof version === 'number' && version > CONTRACT_VERSION ? NewerHit : Hit;
  const result = schema.safeParse(body, { reportInput: true });
  if (!result.success) throw refuseInvalid(result.error);
  return result.data;
}

function senderOf(request: FastifyRequest): Sender {
  const { headers } = request;
  return {
    address: request.ip,
    userAgent: headers['user-agent'] ?? '',
    wantsPrivacy: headers['sec-gpc'] === '1' || headers.dnt === '1',
  };
}

export async function collectRoutes(app: FastifyInstance, { record, path }: { record: RecordHit; path: string }) {
  // text/plain is what spares a page the preflight; both are JSON to us, and nothing else is taken.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    ['text/plain', 'application/json'],
    { parseAs: 'string', bodyLimit: MAX_HIT_BYTES },
    app.getDefaultJsonParser('error', 'error'),
  );

  app.addHook('onRequest', async (_request, reply) => {
    reply.header('access-control-allow-origin', '*');
    reply.header('access-control-expose-headers', 'retry-after, x-headcount-dropped');
    reply.header('cross-origin-resource-policy', 'cross-origin');
    reply.header('cache-control', 'no-store');
  });

  const config = { access: 'collector' } as const;

  app.post(path, { config, bodyLimit: MAX_HIT_BYTES, helmet: false }, async (request, reply) => {
    const outcome = await record(parseHit(request.body), senderOf(request));
    return reply.code(outcome === 'stored' ? 202 : 204).send();
  });

  // Answered here and not as an address that does not exist, so that a page's script can read why.
  app.route({
    method: ['GET', 'PUT', 'PATCH', 'DELETE'],
    url: path,
    config,
    async onRequest(_request, reply) {
      reply.header('allow', 'POST, OPTIONS');
      throw new Refusal('method_not_allowed', 'Hits are sent with POST.');
    },
    handler: async () => undefined,
  });

  // For clients that post application/json from a page: the browser asks first.
  app.options(path, { config }, async (_request, reply) => {
    reply.header('access-control-allow-methods', 'POST');
    reply.header('access-control-allow-headers', 'content-type');
    reply.header('access-control-max-age', '86400');
    return reply.code(204).send();
  });
}
