// What a site shows its own readers, over HTTP: how many read now as JSON, as a stream, and as a badge. For any page of any
// origin, without cookies. A site that does not allow it and one that does not exist are the same to whoever asks.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { typedPath } from '../contract/browser.ts';
import { SiteParams } from '../contract/params.ts';
import { Refusal } from '../errors.ts';
import { SSE_PREAMBLE, sseFrame } from '../live/sse-frame.ts';
import type { Site, Sites } from '../sites/sites.ts';
import { openSseStream } from '../sse-stream.ts';
import type { Zod } from '../zod-routes.ts';
import { BADGE_POLICY, badge, MAX_LABEL } from './badge.ts';
import { badgeDocs, hereDocs } from './docs.ts';
import { createHere, REMEMBERED_MS } from './here.ts';
import { createWatchers, type PublicLimits } from './watchers.ts';
import { say } from './words.ts';

export interface HereRoutes {
  clock: Clock;
  limits: PublicLimits;
  sites: Sites;
  /** How many visitors are on a site, or on one page of it. */
  count: (siteId: number, path?: string) => number;
}

/** Any cache in front may hold it for as long as we do ourselves; errors too, so that a site that is switched on shows soon. */
const CACHED = `public, max-age=${REMEMBERED_MS / 1000}`;

const path = z
  .string()
  .max(2048)
  .startsWith('/', 'must begin with /')
  .transform(typedPath)
  .optional()
  .describe('One page; the whole site unless told.');
// Unknown parameters are let go: pages carry such as `?v=2` to get past a cache.
const HereQuery = z.object({ path });
const BadgeParams = z.object({ file: z.string().max(257).describe('The site’s host and `.svg`.') });
const words = z.string().max(MAX_LABEL).optional();
const BadgeQuery = z.object({
  path,
  label: words.describe('What stands before the number; the site unless told.'),
  text: words.describe('For three readers and more; `{n}` is the number.'),
  few: words.describe('For fewer than three.'),
  lang: z.string().max(35).optional().describe('Our own words in this language: German, else English.'),
});

export async function hereRoutes(instance: FastifyInstance, { clock, limits, sites, count }: HereRoutes) {
  const app = instance.withTypeProvider<Zod>();
  const here = createHere(clock, count);
  const watchers = createWatchers(clock, limits, ({ siteId, path }) => {
    const site = sites.byId(siteId);
    return site?.publicLive ? here.of(site, path) : undefined;
  });
  app.addHook('preClose', async () => watchers.close());

  // Before anything can be refused: a page's script is to read why.
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'retry-after',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': CACHED,
    });
  });

  function publicSite(name: string): Site {
    const site = sites.find(name);
    if (site?.publicLive) return site;
    throw new Refusal(
      'not_found',
      'No site of this name shows its readers here. Whoever owns it can allow that in the settings of the site.',
    );
  }

  function stream(request: FastifyRequest, reply: FastifyReply, site: Site, path: string | undefined): void {
    const refusal = watchers.refusalFor(request.ip);
    const { sink, follow } = openSseStream(reply);
    if (refusal) {
      // Not as an error: an EventSource cannot read one, and would never come back.
      const retryMs = (refusal.retryAfter ?? 0) * 1000;
      sink.send(Buffer.from(`retry: ${retryMs}\n\n`));
      sink.send(sseFrame('bye', { reason: refusal.code, retryMs, message: refusal.message }));
      sink.end();
      return;
    }
    sink.send(SSE_PREAMBLE);
    follow(watchers.watch(sink, { siteId: site.id, path }, request.ip));
  }

  app.get(
    '/api/sites/:site/here',
    { config: { access: 'public', docs: hereDocs }, schema: { params: SiteParams, querystring: HereQuery } },
    async (request, reply) => {
      const site = publicSite(request.params.site);
      const { path } = request.query;
      reply.header('vary', 'accept');
      if (request.headers.accept?.includes('text/event-stream') && request.method === 'GET') {
        stream(request, reply, site, path);
        return reply;
      }
      return reply.type('application/json; charset=utf-8').send(here.of(site, path).json);
    },
  );

  app.get(
    '/badge/:file',
    { config: { access: 'public', docs: badgeDocs }, schema: { params: BadgeParams, querystring: BadgeQuery } },
    async (request, reply) => {
      const { path, label, ...words } = request.query;
      const site = publicSite(/^(.+)\.svg$/.exec(request.params.file)?.[1] ?? '');
      reply.header('content-security-policy', BADGE_POLICY).type('image/svg+xml; charset=utf-8');
      return badge(label ?? site.host, say(here.of(site, path).reply.readers, words));
    },
  );
}
