// Reports over HTTP.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { TrailReply } from '../contract/browser.ts';
import { ReportRequest } from '../contract/requests.ts';
import { Refusal } from '../errors.ts';
import type { Sites } from '../sites/sites.ts';
import type { Zod } from '../zod-routes.ts';
import type { Analyst } from './analyst.ts';

const VisitorParams = z.object({
  site: z.string().max(253),
  visitor: z.string().regex(/^[0-9a-f]{16}$/, 'must be 16 lower-case hexadecimal digits'),
});

export interface ReportRoutes {
  analyst: Analyst;
  sites: Sites;
  clock: Clock;
}

export async function reportRoutes(instance: FastifyInstance, { analyst, sites, clock }: ReportRoutes) {
  const app = instance.withTypeProvider<Zod>();
  const schema = { params: z.object({ site: z.string().max(253) }), body: ReportRequest };

  app.post('/api/sites/:site/report', { config: { access: 'person' }, schema }, async (request) =>
    analyst.report(sites.get(request.params.site), request.body, clock.wall()),
  );

  app.get(
    '/api/sites/:site/visitors/:visitor',
    { config: { access: 'person' }, schema: { params: VisitorParams } },
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
