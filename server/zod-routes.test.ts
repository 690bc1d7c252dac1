// What a request hears that is not as a schema wants it: a sentence that begins with the field and says the rule.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Hit } from './contract/hit.ts';
import { ChangeSiteRules } from './contract/requests.ts';
import { aView } from './testing/factories.ts';
import { refuseInvalid } from './zod-routes.ts';

function refusal(schema: z.ZodType, value: unknown): { code: string; message: string; field?: string | undefined } {
  const { error } = schema.safeParse(value, { reportInput: true });
  if (!error) throw new Error('it was taken');
  return refuseInvalid(error);
}

describe('a property whose name cannot be used is told which rule it breaks:', () => {
  const event = (d: unknown) => ({ ...aView(), k: 'event', n: 'x', d });
  it.each([
    ['no name', '', 'd', 'd has a value without a name. Name it, or leave it out.'],
    [
      'a name of an object’s own',
      'constructor',
      'd.constructor',
      'd.constructor cannot be a name here: it means something else to JavaScript.',
    ],
    ['a line break', 'a\nb', 'd.a\nb', 'd.a\nb cannot be a name here: it must not contain control characters.'],
    [
      'a name over 300 characters',
      'x'.repeat(301),
      `d.${'x'.repeat(98)}`,
      `d.${'x'.repeat(98)} cannot be a name here: it must have at most 300 characters.`,
    ],
  ])('%s', (_what, name, field, message) => {
    expect(refusal(Hit, event({ [name]: 1 }))).toMatchObject({ code: 'bad_request', field, message });
  });
});

it.each([
  ['allowedHosts', 0],
  ['excludedAddresses', 2],
  ['excludedPaths', 0],
  ['excludedCountries', 1],
])('an empty rule of %s is a line to be removed', (list, at) => {
  const entries = new Array<string>(at).fill('x');
  const field = `rules.${list}.${at}`;
  const message = `${field} is empty: remove the line.`;
  const schema = z.object({ rules: ChangeSiteRules });
  expect(refusal(schema, { rules: { [list]: [...entries, ''] } })).toMatchObject({
    code: 'bad_request',
    field,
    message,
  });
});

it.each([
  [z.string().min(1), '', 'bad_request', 'x must not be empty.'],
  [z.string().min(2), '', 'bad_request', 'x must have at least 2 characters.'],
  [z.string().max(1), 'ab', 'too_long', 'x must have at most 1 character.'],
  [z.string().max(2), 'abc', 'too_long', 'x must have at most 2 characters.'],
  [z.string().min(1, 'must name a site'), '', 'bad_request', 'x must name a site.'],
  [z.string().max(2, 'must be short'), 'abc', 'too_long', 'x must be short.'],
  [z.array(z.int()).max(1), [1, 2], 'bad_request', 'x must have at most 1 entry.'],
  [z.array(z.int()).max(2), [1, 2, 3], 'bad_request', 'x must have at most 2 entries.'],
  [z.array(z.int()).min(1), [], 'bad_request', 'x must not be empty.'],
  [z.int().min(1), 0, 'bad_request', 'x must be at least 1.'],
  [z.int().max(1), 2, 'bad_request', 'x must be at most 1.'],
])(
  'a limit is said as a person would, and in the schema’s own words where it has any (%#)',
  (schema, x, code, message) => {
    expect(refusal(z.object({ x: schema }), { x })).toMatchObject({ code, field: 'x', message });
  },
);
