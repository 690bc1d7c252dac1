// Reports over HTTP.
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { PageviewsReply, ReportReply, TrailReply } from '../contract/browser.ts';
import { HitsRequest, ReportRequest } from '../contract/report.ts';
import { Refusal } from '../errors.ts';
import type { Site, Sites } from '../sites/sites.ts';
import type { Zod } from '../zod-routes.ts';
import type { Analyst, AskedSite } from './analyst.ts';
import type { Form } from './analyst-thread.ts';
import type { AskedGoal } from './goals.ts';

const SiteParams = z.object({ site: z.string().max(253) });
const PageviewsQuery = z.strictObject({ path: z.string().max(2048).startsWith('/', 'must begin with /') });
const VisitorParams = z.object({
  site: z.string().max(253),
  visitor: z.string().regex(/^[0-9a-f]{16}$/, 'must be 16 lower-case hexadecimal digits'),
});

const formOf = (accept = ''): Form => (/^text\/csv\b/i.test(accept) ? 'csv' : 'json');

/** Sends what the analyst has written. A site's name is a host: nothing in it needs quoting. */
function send(reply: FastifyReply, { host }: { host: string }, as: Form, text: string) {
  if (as === 'json') return reply.type('application/json; charset=utf-8').send(text);
  return reply
    .type('text/csv; charset=utf-8; header=present')
    .header('content-disposition', `attachment; filename="${host}.csv"`)
    .send(text);
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
  const config = { access: 'person' } as const;
  const asked = ({ id, timezone }: Site): AskedSite => ({ id, timezone, goals: goalsOf(id) });

  app.post(
    '/api/sites/:site/report',
    { config, schema: { params: SiteParams, body: ReportRequest } },
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
    { config, schema: { params: SiteParams, body: HitsRequest } },
    async ({ params, body, headers }, reply) => {
      const site = sites.get(params.site);
      const as = formOf(headers.accept);
      return send(reply, site, as, await analyst.hits(asked(site), body, clock.wall(), as));
    },
  );

  app.get(
    '/api/sites/:site/pageviews',
    { config, schema: { params: SiteParams, querystring: PageviewsQuery } },
    async ({ params, query }): Promise<PageviewsReply> => {
      const report = ReportRequest.parse({
        range: 'all',
        filters: [['is', 'page', [query.path]]],
        queries: [{ metrics: ['pageviews'] }],
      });
      const reply = await analyst.report(sites.get(params.site), report, clock.wall());
      const { answers } = JSON.parse(reply) as ReportReply;
      return { pageviews: answers[0]?.totals[0] ?? 0 };
    },
  );

  app.get(
    '/api/sites/:site/visitors/:visitor',
    { config, schema: { params: VisitorParams } },
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
