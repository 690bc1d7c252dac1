// Lets a route name a zod schema for its body, parameters or query, and its handler receive what the schema made of it.
import type { FastifyInstance, FastifyTypeProvider } from 'fastify';
import type { z } from 'zod';
import { counted } from './counted.ts';
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

/** What the schema itself says of a limit; undefined where it leaves that to zod, whose words are for programmers. */
const ownWords = ({ message }: Issue) => (/^Too (?:big|small): /.test(message) ? undefined : message);

function tooMuch({ origin, maximum }: z.core.$ZodIssueTooBig): string {
  if (origin === 'string') return `must have at most ${counted(maximum, 'character')}`;
  return origin === 'array'
    ? `must have at most ${counted(maximum, 'entry', 'entries')}`
    : `must be at most ${maximum}`;
}

function tooLittle({ origin, minimum }: z.core.$ZodIssueTooSmall): string {
  if (origin === 'array' || (origin === 'string' && minimum === 1)) return 'must not be empty';
  return origin === 'string' ? `must have at least ${counted(minimum, 'character')}` : `must be at least ${minimum}`;
}

/** Of a name in an object that may have any: the rule that it breaks. */
function faultOfName({ path, issues: [rule] }: z.core.$ZodIssueInvalidKey): string {
  if (path.at(-1) === '') return 'has a value without a name. Name it, or leave it out';
  return `cannot be a name here: it ${rule ? fault(rule)[1] : 'is refused'}`;
}

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
      return [issue.origin === 'string' ? 'too_long' : 'bad_request', ownWords(issue) ?? tooMuch(issue)];
    case 'too_small':
      return ['bad_request', ownWords(issue) ?? tooLittle(issue)];
    case 'invalid_key':
      return ['bad_request', faultOfName(issue)];
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
