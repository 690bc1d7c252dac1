// Reports over HTTP.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { ReportRequest } from '../contract/requests.ts';
import type { Sites } from '../sites/sites.ts';
import type { Zod } from '../zod-routes.ts';
import type { Analyst } from './analyst.ts';

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
}
