// The live state over HTTP: once as JSON, or as a stream of server-sent events; and its lists in full.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { personOf } from '../accounts/guard.ts';
import type { Bye, Gone, LiveRows, RejectedReply } from '../contract/browser.ts';
import { SiteParams } from '../contract/params.ts';
import { LiveQuery, LiveRequest, LiveRowsQuestion, SiteLiveQuery } from '../contract/requests.ts';
import { Refusal } from '../errors.ts';
import type { RouteDocs } from '../route-docs.ts';
import type { Sites } from '../sites/sites.ts';
import { openSseStream } from '../sse-stream.ts';
import type { Zod } from '../zod-routes.ts';
import { filteredLiveDocs, liveDocs, liveRowsDocs, rejectedDocs, siteLiveDocs } from './docs.ts';
import type { Live } from './live.ts';
import { SSE_PREAMBLE, sseFrame } from './sse-frame.ts';
import { type Topic, topicOf } from './topics.ts';

const MAX_SITES_PER_STREAM = 100;
const MAX_FEEDS_PER_STREAM = 20;

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
  const forPeople = (docs: RouteDocs) => ({ access: 'person', docs }) as const;

  /** `gone`: sites that were asked for and are none. */
  function stream(
    request: FastifyRequest,
    reply: FastifyReply,
    topics: readonly Topic[],
    gone: readonly string[] = [],
  ): void {
    const { session, id } = personOf(request);
    const owner = { session, person: id, address: request.ip };
    const refusal = refusalOf(() => live.hub.admit(owner));
    if (refusal && !wantsStream(request)) throw refusal;

    const { sink, follow } = openSseStream(reply);
    sink.send(SSE_PREAMBLE);
    if (refusal) {
      const { message, retryAfter = 0 } = refusal;
      const bye: Bye = { reason: 'too_many_streams', retryMs: retryAfter * 1000, message };
      sink.send(sseFrame('bye', bye));
      sink.end();
      return;
    }
    for (const site of gone) sink.send(sseFrame('gone', { site } satisfies Gone));
    follow(live.hub.watch(sink, topics, owner, lastIdOf(request)));
  }

  app.get(
    '/api/sites/:site/live',
    {
      config: forPeople(siteLiveDocs),
      exposeHeadRoute: false,
      schema: { params: SiteParams, querystring: SiteLiveQuery },
    },
    async (request, reply) => {
      const topic = topicOf(sites.get(request.params.site).id, request.query.filters ?? []);
      if (!wantsStream(request)) return live.state(topic);
      stream(request, reply, [topic]);
      return reply;
    },
  );

  app.get(
    '/api/sites/:site/live/rows',
    { config: forPeople(liveRowsDocs), schema: { params: SiteParams, querystring: LiveRowsQuestion } },
    async (request): Promise<LiveRows> => live.rows(sites.get(request.params.site).id, request.query),
  );

  app.get(
    '/api/sites/:site/rejected',
    { config: forPeople(rejectedDocs), schema: { params: SiteParams } },
    async (request): Promise<RejectedReply> => live.rejected.of(sites.get(request.params.site).id),
  );

  app.get(
    '/api/live',
    { config: forPeople(liveDocs), exposeHeadRoute: false, schema: { querystring: LiveQuery } },
    async (request, reply) => {
      const names = request.query.sites.split(',');
      if (names.length > MAX_SITES_PER_STREAM) {
        throw new Refusal('bad_request', `One stream carries at most ${MAX_SITES_PER_STREAM} sites.`, {
          field: 'sites',
        });
      }
      const followed = request.query.feed?.split(',') ?? [];
      if (followed.length > MAX_FEEDS_PER_STREAM) {
        throw new Refusal('bad_request', `One stream carries at most ${MAX_FEEDS_PER_STREAM} feeds.`, {
          field: 'feed',
        });
      }
      // A browser whose list of sites is a moment old must not lose the stream of the others: it is told.
      const gone = names.every((name) => !sites.find(name)) ? [] : names.filter((name) => !sites.find(name));
      const idOf = (name: string) => (gone.includes(name) ? [] : [sites.get(name).id]);
      const watched: Topic[] = [
        ...names.flatMap(idOf),
        ...(request.query.filtered ?? []).flatMap(([name, filters]) => idOf(name).map((id) => topicOf(id, filters))),
        'unregistered',
        'notices',
        ...followed.flatMap(idOf).map((id): Topic => `feed:${id}`),
      ];
      stream(request, reply, watched, gone);
      return reply;
    },
  );

  app.post(
    '/api/live',
    { config: forPeople(filteredLiveDocs), schema: { body: LiveRequest } },
    async (request, reply) => {
      const { sites: names, filters = [] } = request.body;
      stream(
        request,
        reply,
        names.map((name) => topicOf(sites.get(name).id, filters)),
      );
      return reply;
    },
  );
}
