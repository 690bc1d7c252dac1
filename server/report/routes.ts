// Reports over HTTP.
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { PageviewsReply, ReportReply, TrailReply } from '../contract/browser.ts';
import { SiteParams } from '../contract/params.ts';
import { HitsRequest, ReportRequest } from '../contract/report.ts';
import { Refusal } from '../errors.ts';
import type { RouteDocs } from '../route-docs.ts';
import type { Site, Sites } from '../sites/sites.ts';
import type { Zod } from '../zod-routes.ts';
import type { Analyst, AskedSite } from './analyst.ts';
import type { Form } from './analyst-thread.ts';
import { hitsDocs, pageviewsDocs, reportDocs, trailDocs } from './docs.ts';
import type { AskedGoal } from './goals.ts';
import { createPageviews, REMEMBERED_MS, tidyPath } from './pageviews.ts';
import { type Told, textOf } from './told.ts';

// Unknown parameters are let go: pages carry such as `?v=2` to get past a cache.
const PageviewsQuery = z.object({
  path: z
    .string()
    .max(2048)
    .startsWith('/', 'must begin with /')
    .transform(tidyPath)
    .describe('The page; percent-encoded or not.'),
});
const VisitorParams = SiteParams.extend({
  visitor: z
    .string()
    .regex(/^[0-9a-f]{16}$/, 'must be 16 lower-case hexadecimal digits')
    .describe('As the feed names them.'),
});

/** Any cache in front may hold an answer for as long as we do ourselves; refusals too. */
const CACHED = `public, max-age=${REMEMBERED_MS / 1000}`;

const formOf = (accept = ''): Form => (/^text\/csv\b/i.test(accept) ? 'csv' : 'json');

/** Sends what the analyst writes. A site's name is a host: nothing in it needs quoting. */
function send(reply: FastifyReply, { host }: { host: string }, as: Form, told: Told) {
  if (as === 'json') return reply.type('application/json; charset=utf-8').send(told);
  return reply
    .type('text/csv; charset=utf-8; header=present')
    .header('content-disposition', `attachment; filename="${host}.csv"`)
    .send(told);
}

export interface ReportRoutes {
  analyst: Analyst;
  sites: Sites;
  /** Of a site, which reports may ask for by name. */
  goalsOf: (siteId: number) => readonly AskedGoal[];
  clock: Clock;
}

export async function reportRoutes(instance: FastifyInstance, { analyst, sites, goalsOf, clock }: ReportRoutes) {
  const app = instance.withTypeProvider<Zod>();
  const asked = ({ id, timezone }: Site): AskedSite => ({ id, timezone, goals: goalsOf(id) });
  const forPeople = (docs: RouteDocs) => ({ access: 'person', docs }) as const;
  async function viewsOf(site: Site, path: string): Promise<number> {
    const report = ReportRequest.parse({
      range: 'all',
      filters: [['is', 'page', [path]]],
      queries: [{ metrics: ['pageviews'] }],
    });
    const { answers } = JSON.parse(await textOf(analyst.report(asked(site), report, clock.wall()))) as ReportReply;
    return answers[0]?.totals[0] ?? 0;
  }
  const forAnybody = createPageviews(clock, viewsOf);

  app.post(
    '/api/sites/:site/report',
    { config: forPeople(reportDocs), schema: { params: SiteParams, body: ReportRequest } },
    async ({ params, body, headers }, reply) => {
      const site = sites.get(params.site);
      const as = formOf(headers.accept);
      if (as === 'csv' && body.queries.length > 1) {
        throw new Refusal('bad_request', 'queries must be one to be told as a table.', { field: 'queries' });
      }
      return send(reply, site, as, await analyst.report(asked(site), body, clock.wall(), as));
    },
  );

  app.post(
    '/api/sites/:site/hits',
    { config: forPeople(hitsDocs), schema: { params: SiteParams, body: HitsRequest } },
    async ({ params, body, headers }, reply) => {
      const site = sites.get(params.site);
      const as = formOf(headers.accept);
      return send(reply, site, as, await analyst.hits(asked(site), body, clock.wall(), as));
    },
  );

  function publicSite(name: string): Site {
    const site = sites.find(name);
    if (site?.publicPageviews) return site;
    throw new Refusal(
      'not_found',
      'No site of this name shows its pageviews here. Whoever owns it can allow that in the settings of the site.',
    );
  }

  await app.register(async (open) => {
    // Before anything can be refused: a page's script is to read why.
    open.addHook('onRequest', async (_request, reply) => {
      reply.headers({
        'access-control-allow-origin': '*',
        'access-control-expose-headers': 'retry-after',
        'cross-origin-resource-policy': 'cross-origin',
        'cache-control': CACHED,
      });
    });

    open.withTypeProvider<Zod>().get(
      '/api/sites/:site/pageviews',
      {
        config: { access: 'public', docs: pageviewsDocs },
        schema: { params: SiteParams, querystring: PageviewsQuery },
      },
      async ({ params, query, person }, reply): Promise<PageviewsReply> => {
        if (!person) return { pageviews: await forAnybody.of(publicSite(params.site), query.path) };
        reply.header('cache-control', 'private, no-store');
        return { pageviews: await viewsOf(sites.get(params.site), query.path) };
      },
    );
  });

  app.get(
    '/api/sites/:site/visitors/:visitor',
    { config: forPeople(trailDocs), schema: { params: VisitorParams } },
    async ({ params }): Promise<TrailReply> => {
      const question = { siteId: sites.get(params.site).id, trailOf: params.visitor, now: clock.wall() };
      const trail = await analyst.trail(question);
      if (trail) return trail;
      throw new Refusal(
        'not_found',
        'This visitor has left nothing here in the last 24 hours. Ids of visitors end with the site’s day.',
      );
    },
  );
}
