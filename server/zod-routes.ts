// Lets a route name a zod schema for its body, parameters or query, and its handler receive what the schema made of it.
import type { FastifyInstance, FastifyTypeProvider } from 'fastify';
import type { z } from 'zod';
import { Refusal } from './errors.ts';

/** The type provider: `app.withTypeProvider<Zod>()`. */
export interface Zod extends FastifyTypeProvider {
  validator: this['schema'] extends z.ZodType ? z.output<this['schema']> : unknown;
}

/** The first fault as a Refusal that names the field, e.g. `queries.0.metrics: must be …`. */
export function refuseInvalid(error: z.ZodError): Refusal {
  const [issue] = error.issues;
  if (!issue) return new Refusal('bad_request', 'The request is not what it should be.');
  const path = [...issue.path, ...(issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [])];
  const field = path.map(String).join('.').slice(0, 100);
  const what = issue.code === 'unrecognized_keys' ? 'is not a known field' : issue.message;
  return new Refusal(
    'bad_request',
    field === '' ? `The request ${what}.` : `${field} ${what}.`,
    field === '' ? {} : { field },
  );
}

/** Makes `schema: { body, params, querystring }` of the routes below mean zod schemas. */
export function validateWithZod(app: FastifyInstance): void {
  app.setValidatorCompiler<z.ZodType>(({ schema }) => (data) => {
    const result = schema.safeParse(data);
    return result.success ? { value: result.data } : { error: refuseInvalid(result.error) };
  });
}
