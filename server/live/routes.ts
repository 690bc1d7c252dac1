// The live state over HTTP: once as JSON, or as a stream of server-sent events. Here a socket becomes a hub's sink.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { personOf } from '../accounts/guard.ts';
import type { Bye, RejectedReply } from '../contract/browser.ts';
import { LiveQuery, LiveRequest, SiteLiveQuery } from '../contract/requests.ts';
import { Refusal } from '../errors.ts';
import type { Sites } from '../sites/sites.ts';
import type { Zod } from '../zod-routes.ts';
import type { Sink } from './hub.ts';
import type { Live } from './live.ts';
import { SSE_PREAMBLE, sseFrame } from './sse-frame.ts';
import { type Topic, topicOf } from './topics.ts';

/** No proxy may hold back, change or compress a frame. */
const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no', // nginx buffers otherwise
  // Caddy's `encode` compresses otherwise, and holds the frames for seconds: that of Debian 12 (2.6) knows no `no-transform`.
  'content-encoding': 'identity',
  connection: 'keep-alive',
};

const MAX_SITES_PER_STREAM = 100;
const MAX_FEEDS_PER_STREAM = 20;

const SiteParams = z.object({ site: z.string().max(253) });

const wantsStream = (request: FastifyRequest) => request.headers.accept?.includes('text/event-stream') ?? false;

/** What a browser that comes back says it saw last. */
function lastIdOf(request: FastifyRequest): string | undefined {
  const id = request.headers['last-event-id'];
  return typeof id === 'string' && id !== '' ? id : undefined;
}

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
    const watch = live.hub.watch(sink, topics, owner, lastIdOf(request));
    raw.on('drain', watch.drained);
    // A peer that vanishes while its socket is full emits only `close`, never `drain`.
    raw.on('close', watch.close);
    raw.on('error', watch.close);
    if (raw.destroyed) watch.close(); // gone before we listened: `close` will not come again
  }

  app.get(
    '/api/sites/:site/live',
    { config, exposeHeadRoute: false, schema: { params: SiteParams, querystring: SiteLiveQuery } },
    async (request, reply) => {
      const topic = topicOf(sites.get(request.params.site).id, request.query.filters ?? []);
      if (!wantsStream(request)) return live.state(topic);
      stream(request, reply, [topic]);
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
    { config, exposeHeadRoute: false, schema: { querystring: LiveQuery } },
    async (request, reply) => {
      const names = request.query.sites.split(',');
      if (names.length > MAX_SITES_PER_STREAM) {
        throw new Refusal('bad_request', `One stream carries at most ${MAX_SITES_PER_STREAM} sites.`, {
          field: 'sites',
        });
      }
      const parts = (request.query.filtered ?? []).map(([name, filters]) => topicOf(sites.get(name).id, filters));
      const followed = request.query.feed?.split(',') ?? [];
      if (followed.length > MAX_FEEDS_PER_STREAM) {
        throw new Refusal('bad_request', `One stream carries at most ${MAX_FEEDS_PER_STREAM} feeds.`, {
          field: 'feed',
        });
      }
      const feeds = followed.map((name): Topic => `feed:${sites.get(name).id}`);
      const watched = [
        ...names.map((name) => sites.get(name).id),
        ...parts,
        'unregistered',
        'notices',
        ...feeds,
      ] as const;
      stream(request, reply, watched);
      return reply;
    },
  );

  app.post('/api/live', { config, schema: { body: LiveRequest } }, async (request, reply) => {
    const { sites: names, filters = [] } = request.body;
    stream(
      request,
      reply,
      names.map((name) => topicOf(sites.get(name).id, filters)),
    );
    return reply;
  });
}
