// What the API reference says of goals.
import { Goal, GoalsReply } from '../contract/browser.ts';
import type { RouteDocs } from '../route-docs.ts';

const chapter = 'Reports';
const site = { site: 'blog.example.com' };
const params = { ...site, goal: '1' };

const BOUGHT = {
  id: 1,
  name: 'Bought pro',
  page: null,
  event: 'Purchase',
  property: { key: 'plan', value: 'pro' },
};
const NO_GOAL = {
  error: { code: 'not_found', message: 'There is no such goal any more. Load the page again.' },
};

export const listGoalsDocs: RouteDocs = {
  chapter,
  summary: 'List the goals of a site',
  text: 'How many got there is asked of the report: `goal` is a dimension, and can be filtered by.',
  replies: { 200: { when: 'All of them.', schema: GoalsReply } },
  refusals: ['not_found'],
  examples: [{ name: 'All goals', params: site, status: 200, reply: { goals: [BOUGHT] } }],
};

export const addGoalDocs: RouteDocs = {
  chapter,
  summary: 'Make a goal',
  text: 'A question about hits, and nothing that is stored with them: it answers for the past, too. A goal is a page, whose views it means, or an event. A site has at most 50.',
  replies: { 201: { when: 'Made.', schema: Goal } },
  refusals: ['not_found', 'goal_exists', 'storage_failed', 'disk_full', 'overloaded'],
  // That of docs/reports.md: a test compares them.
  examples: [
    {
      name: 'An event with a property',
      params: site,
      body: { name: 'Bought pro', event: 'Purchase', property: { key: 'plan', value: 'pro' } },
      status: 201,
      reply: BOUGHT,
    },
    {
      name: 'A page',
      params: site,
      body: { name: 'Thanked', page: '/thanks/*' },
      status: 201,
      reply: { id: 2, name: 'Thanked', page: '/thanks/*', event: null, property: null },
    },
    {
      name: 'Neither',
      params: site,
      body: { name: 'Fame' },
      status: 400,
      reply: {
        error: {
          code: 'bad_request',
          message: 'page is missing: a goal is a page, such as /thanks, or an event.',
          field: 'page',
        },
      },
    },
  ],
};

export const changeGoalDocs: RouteDocs = {
  chapter,
  summary: 'Change a goal',
  text: 'What is left out stays. A page or an event takes the place of whichever it was.',
  replies: { 200: { when: 'As it is now.', schema: Goal } },
  refusals: ['not_found', 'goal_exists', 'storage_failed', 'disk_full', 'overloaded'],
  examples: [
    {
      name: 'Another name',
      params,
      body: { name: 'Pro' },
      status: 200,
      reply: { ...BOUGHT, name: 'Pro' },
    },
    {
      name: 'There is no such goal',
      params: { ...site, goal: '9' },
      body: { name: 'Pro' },
      status: 404,
      reply: NO_GOAL,
    },
  ],
};

export const removeGoalDocs: RouteDocs = {
  chapter,
  summary: 'Remove a goal',
  text: 'It takes no hit away.',
  replies: { 204: { when: 'Gone.' } },
  refusals: ['not_found', 'storage_failed', 'disk_full', 'overloaded'],
  examples: [
    { name: 'Remove a goal', params, status: 204 },
    { name: 'There is no such goal', params: { ...site, goal: '9' }, status: 404, reply: NO_GOAL },
  ],
};
