// The goals of a site over HTTP: list, add, change, remove. What was reached is asked of the report (`goal`).
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { GoalsReply } from '../contract/browser.ts';
import { ChangeGoalRequest, NewGoalRequest } from '../contract/goals.ts';
import { SiteParams } from '../contract/params.ts';
import type { RouteDocs } from '../route-docs.ts';
import type { Sites } from '../sites/sites.ts';
import type { Zod } from '../zod-routes.ts';
import { addGoalDocs, changeGoalDocs, listGoalsDocs, removeGoalDocs } from './docs.ts';
import type { Goals } from './goals.ts';

const GoalParams = SiteParams.extend({
  goal: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, 'must be the number of a goal')
    .transform(Number)
    .describe('Its `id`.'),
});
const nothingMore = z.strictObject({});

export interface GoalRoutes {
  goals: Goals;
  sites: Sites;
}

export async function goalRoutes(instance: FastifyInstance, { goals, sites }: GoalRoutes) {
  const app = instance.withTypeProvider<Zod>();
  const forPeople = (docs: RouteDocs) => ({ access: 'person', docs }) as const;

  app.get(
    '/api/sites/:site/goals',
    { config: forPeople(listGoalsDocs), schema: { params: SiteParams, querystring: nothingMore } },
    async ({ params }): Promise<GoalsReply> => ({ goals: [...goals.list(sites.get(params.site).id)] }),
  );

  app.post(
    '/api/sites/:site/goals',
    { config: forPeople(addGoalDocs), schema: { params: SiteParams, body: NewGoalRequest } },
    async ({ params, body }, reply) => reply.code(201).send(await goals.add(sites.get(params.site).id, body)),
  );

  app.patch(
    '/api/sites/:site/goals/:goal',
    { config: forPeople(changeGoalDocs), schema: { params: GoalParams, body: ChangeGoalRequest } },
    async ({ params, body }) => goals.change(sites.get(params.site).id, params.goal, body),
  );

  app.delete(
    '/api/sites/:site/goals/:goal',
    {
      config: forPeople(removeGoalDocs),
      schema: { params: GoalParams, querystring: nothingMore, body: nothingMore.nullish() },
    },
    async ({ params }, reply) => {
      await goals.remove(sites.get(params.site).id, params.goal);
      return reply.code(204).send();
    },
  );
}
