// What is asked about a site's goals. Strict, like every request.
import { z } from 'zod';

export const MOST_GOALS = 50;
const MAX_NAME = 80;

const CONTROL = /[\p{Cc}\p{Surrogate}\u2028\u2029]/u;
const text = (maxLength: number) =>
  z
    .string()
    .trim()
    .refine((value) => value !== '', 'must not be empty')
    .max(maxLength, `must have at most ${maxLength} characters`)
    .refine((value) => !CONTROL.test(value), 'must not contain control characters');

const name = text(MAX_NAME);
/** As long as the collector takes them (contract/hit.ts). */
const what = {
  page: text(2048)
    .optional()
    .describe('A path, or the whole address of a page, whose host is left out; `*` stands for anything.'),
  event: text(120).optional().describe('The name of an event, upper and lower case told apart.'),
  property: z
    .strictObject({ key: text(300).describe('Its name.'), value: text(2000).describe('Compared as text.') })
    .optional()
    .describe('Only with an event: which must have this property.'),
};
type What = { page?: unknown; event?: unknown; property?: unknown };

interface Payload {
  value: What;
  issues: { push(issue: { code: 'custom'; message: string; path: string[]; input: unknown }): unknown };
}

function refuseMixed({ value, issues }: Payload): void {
  const refuse = (field: keyof What, message: string) =>
    issues.push({ code: 'custom', message, path: [field], input: value[field] });
  if (value.page !== undefined && value.event !== undefined) {
    refuse('event', 'must be left out where a page is told: a goal is a page or an event');
  } else if (value.property !== undefined && value.event === undefined) {
    refuse('property', 'must be left out where no event is told: only events have properties');
  }
}

/** `POST /api/sites/:site/goals`: one of `page` and `event`. */
export const NewGoalRequest = z
  .strictObject({ name: name.describe('The site’s only goal of this name.'), ...what })
  .check(refuseMixed, ({ value, issues }) => {
    if (value.page !== undefined || value.event !== undefined) return;
    const message = 'is missing: a goal is a page, such as /thanks, or an event';
    issues.push({ code: 'custom', message, path: ['page'], input: value });
  });
export type NewGoalRequest = z.output<typeof NewGoalRequest>;

/** `PATCH /api/sites/:site/goals/:goal`: another name, or another page or event, which takes the place of whichever it was. */
export const ChangeGoalRequest = z
  .strictObject({ name: name.optional().describe('Another name.'), ...what })
  .refine((change) => Object.keys(change).length > 0, 'must change something: name, page or event')
  .check(refuseMixed);
export type ChangeGoalRequest = z.output<typeof ChangeGoalRequest>;
