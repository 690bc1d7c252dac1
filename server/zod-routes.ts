// Lets a route name a zod schema for its body, parameters or query, and its handler receive what the schema made of it.
import type { FastifyInstance, FastifyTypeProvider } from 'fastify';
import type { z } from 'zod';
import { type ErrorCode, Refusal } from './errors.ts';

/** The type provider: `app.withTypeProvider<Zod>()`. */
export interface Zod extends FastifyTypeProvider {
  validator: this['schema'] extends z.ZodType ? z.output<this['schema']> : unknown;
}

type Issue = z.core.$ZodIssue;

const KINDS: { [type: string]: string } = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
};

/** What is wrong, as a code and the end of a sentence that begins with the field. */
function fault(issue: Issue): [ErrorCode, string] {
  switch (issue.code) {
    case 'unrecognized_keys':
      return ['unknown_field', 'is not a known field. Leave it out'];
    case 'invalid_type':
      if (issue.input === undefined) return ['missing_field', 'is missing'];
      return ['wrong_type', `must be ${KINDS[issue.expected] ?? issue.expected}`];
    case 'invalid_value':
      return ['bad_request', `must be ${issue.values.map(String).join(' or ')}`];
    case 'invalid_union':
      // Of a discriminated union zod says which values there are; of any other, that no member fits.
      return issue.discriminator === undefined
        ? ['wrong_type', 'is not of a type that is taken here']
        : ['bad_request', issue.message];
    case 'too_big':
      if (issue.origin === 'string') return ['too_long', `must have at most ${issue.maximum} characters`];
      return [
        'bad_request',
        issue.origin === 'array' ? `must have at most ${issue.maximum} entries` : `must be at most ${issue.maximum}`,
      ];
    case 'too_small':
      if (issue.origin === 'array') return ['bad_request', 'must not be empty'];
      return [
        'bad_request',
        issue.origin === 'string'
          ? `must have at least ${issue.minimum} characters`
          : `must be at least ${issue.minimum}`,
      ];
    case 'invalid_key':
      return ['bad_request', 'is not a name that can be used here'];
    default:
      return ['bad_request', issue.message];
  }
}

/** The first fault as a Refusal that names the field and says what it must be. `prefix`: what stands before the field. */
export function refuseInvalid(error: z.ZodError, prefix = ''): Refusal {
  const [issue] = error.issues;
  if (!issue) return new Refusal('bad_request', 'The request is not what it should be.');
  const path = [...issue.path, ...(issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [])];
  const field = (prefix + path.map(String).join('.')).replace(/\.$/, '').slice(0, 100);
  const [code, what] = fault(issue);
  return new Refusal(code, field === '' ? `The body ${what}.` : `${field} ${what}.`, field === '' ? {} : { field });
}

/** Makes `schema: { body, params, querystring }` of the routes below mean zod schemas. */
export function validateWithZod(app: FastifyInstance): void {
  app.setValidatorCompiler<z.ZodType>(({ schema }) => (data) => {
    const result = schema.safeParse(data, { reportInput: true });
    return result.success ? { value: result.data } : { error: refuseInvalid(result.error) };
  });
}

/**
 * For Fastify's `schemaController`: what it would load by itself, to validate by JSON Schema and to write by it, is a sixth of a start, and
 * no route asks for either.
 */
function unused(): never {
  throw new Error('a route names a schema that is not a zod schema, or the schema of a reply');
}
export const zodOnly = { compilersFactory: { buildValidator: unused, buildSerializer: unused } };
