// The live state over HTTP: once as JSON, or as a stream of server-sent events. Here a socket becomes a hub's sink.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { personOf } from '../accounts/guard.ts';
import type { Bye, RejectedReply } from '../contract/browser.ts';
import { Refusal } from '../errors.ts';
import type { Sites } from '../sites/sites.ts';
import type { Zod } from '../zod-routes.ts';
import type { Sink, Topic } from './hub.ts';
import type { Live } from './live.ts';
import { SSE_PREAMBLE, sseFrame } from './sse-frame.ts';

/** No proxy may hold back, change or compress a frame. */
const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no', // nginx buffers otherwise
  connection: 'keep-alive',
};

const MAX_SITES_PER_STREAM = 100;

const SiteParams = z.object({ site: z.string().max(253) });
const SitesQuery = z.strictObject({ sites: z.string().min(1, 'must name a site').max(10_000) });

const wantsStream = (request: FastifyRequest) => request.headers.accept?.includes('text/event-stream') ?? false;

function refusalOf(attempt: () => void): Refusal | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

export async function liveRoutes(instance: FastifyInstance, { live, sites }: { live: Live; sites: Sites }) {
  const app = instance.withTypeProvider<Zod>();
  const config = { access: 'person' } as const;

  function stream(request: FastifyRequest, reply: FastifyReply, topics: readonly Topic[]): void {
    const { session, id } = personOf(request);
    const owner = { session, person: id, address: request.ip };
    const refusal = refusalOf(() => live.hub.admit(owner));
    if (refusal && !wantsStream(request)) throw refusal;

    reply.hijack();
    const { raw } = reply;
    for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
    raw.writeHead(200, STREAM_HEADERS);
    raw.write(SSE_PREAMBLE);
    if (refusal) {
      const { message, retryAfter = 0 } = refusal;
      raw.end(sseFrame('bye', { reason: 'too_many_streams', retryMs: retryAfter * 1000, message } satisfies Bye));
      return;
    }

    const sink: Sink = {
      send: (frame) => raw.write(frame),
      end: () => void raw.end(),
      destroy: () => void raw.destroy(),
    };
    const watch = live.hub.watch(sink, topics, owner);
    raw.on('drain', watch.drained);
    // A peer that vanishes while its socket is full emits only `close`, never `drain`.
    raw.on('close', watch.close);
    raw.on('error', watch.close);
    if (raw.destroyed) watch.close(); // gone before we listened: `close` will not come again
  }

  app.get(
    '/api/sites/:site/live',
    { config, exposeHeadRoute: false, schema: { params: SiteParams } },
    async (request, reply) => {
      const site = sites.get(request.params.site);
      if (!wantsStream(request)) return live.state(site.id);
      stream(request, reply, [site.id]);
      return reply;
    },
  );

  app.get(
    '/api/sites/:site/rejected',
    { config, schema: { params: SiteParams } },
    async (request): Promise<RejectedReply> => live.rejected.of(sites.get(request.params.site).id),
  );

  app.get(
    '/api/live',
    { config, exposeHeadRoute: false, schema: { querystring: SitesQuery } },
    async (request, reply) => {
      const names = request.query.sites.split(',');
      if (names.length > MAX_SITES_PER_STREAM) {
        throw new Refusal('bad_request', `One stream carries at most ${MAX_SITES_PER_STREAM} sites.`, {
          field: 'sites',
        });
      }
      stream(request, reply, [...names.map((name) => sites.get(name).id), 'unregistered', 'notices']);
      return reply;
    },
  );
}
