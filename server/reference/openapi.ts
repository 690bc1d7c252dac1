// The API as an OpenAPI 3.1 document, made of what the routes say of themselves. Pure: nothing in it is known of this server but
// its settings. What follows from access and schemas (who must be signed in, which refusals can come) is said here, once.

import { ErrorReply } from '../contract/browser.ts';
import { type ErrorCode, STATUS } from '../errors.ts';
import { CHAPTERS, type Example, type Operation, type ReplyDocs, type RouteDocs } from '../route-docs.ts';
import { curl } from './curl.ts';
import { ERROR_WORDS } from './error-words.ts';
import { createSchemaBook, type JsonSchema, type SchemaBook } from './json-schema.ts';
import type { Steps } from './steps.ts';

export interface Parameter {
  name: string;
  in: 'path' | 'query';
  required: boolean;
  description?: string;
  schema: JsonSchema;
}

export interface Media {
  schema: JsonSchema;
  examples?: { [name: string]: { value: unknown } };
  'x-events'?: { [event: string]: JsonSchema };
}

export interface DocumentedReply {
  description: string;
  headers?: { [name: string]: { description: string; schema: JsonSchema } };
  content?: { [type: string]: Media };
}

export interface DocumentedOperation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  security?: { [scheme: string]: string[] }[];
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: { [type: string]: Media } };
  responses: { [status: string]: DocumentedReply };
  /** Each with its request as curl sends it. */
  'x-examples': (Example & { curl: string })[];
}

export interface OpenApi {
  openapi: '3.1.0';
  info: { title: string; version: string; description: string; license: { name: string; identifier: string } };
  servers: { url: string }[];
  tags: { name: string; description: string }[];
  paths: { [path: string]: { [method: string]: DocumentedOperation } };
  components: { securitySchemes: object; schemas: { [name: string]: JsonSchema } };
}

const INTRODUCTION = [
  'Bodies are strict: what is not known is refused, and the refusal names the field. Replies may gain fields: ignore what you do not know.',
  'An error is always `{"error":{"code","message","field"?}}`: `code` from a closed list, `message` a sentence that says what to do. With 429 and 503 the header `retry-after` says after how many seconds to try again.',
  'Times are milliseconds since 1970 unless something else is said. What is not known of somebody is an empty text.',
].join('\n\n');

const securitySchemes = {
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-headcount',
    description: 'Of whoever is signed in (`POST /api/session`), over https.',
  },
  sessionOverHttp: {
    type: 'apiKey',
    in: 'cookie',
    name: 'headcount-session',
    description: 'The same over plain http, as on a local network.',
  },
  ingestKey: {
    type: 'http',
    scheme: 'bearer',
    description: 'For servers that send hits: `headcount key add <site>` on the command line makes one for a site.',
  },
};

/** `/api/sites/:site` as OpenAPI writes it; what a route takes without a name is called `file`. */
export const openApiPath = (path: string) => path.replace(/:(\w+)/g, '{$1}').replace('*', '{file}');

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

function operationIdOf({ method, path }: Operation): string {
  const words = path
    .replace(/:(\w+)/g, 'by-$1')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '' && word !== 'api');
  return method.toLowerCase() + (words.map(capital).join('') || 'Root');
}

function parametersOf({ path, schema }: Operation, book: SchemaBook): Parameter[] {
  const read = (from: 'path' | 'query', source: Operation['schema']['params']) => {
    const made = source === undefined ? {} : book.of(source, 'input', 'parameter');
    return Object.entries(made.properties ?? {}).map(([name, { description, ...rest }]): Parameter => {
      const required = from === 'path' || (made.required?.includes(name) ?? false);
      return { name, in: from, required, ...(description === undefined ? {} : { description }), schema: rest };
    });
  };
  const rest: Parameter = { name: 'file', in: 'path', required: true, schema: { type: 'string' } };
  return [
    ...read('path', schema.params),
    ...(path.endsWith('*') ? [{ ...rest, description: 'The name of a file.' }] : []),
    ...read('query', schema.querystring),
  ];
}

/** Every refusal that can come, whether it was named or follows from what the route is. */
function refusalsOf({ method, access, schema, docs }: Operation): ErrorCode[] {
  const changes = !['GET', 'HEAD'].includes(method);
  const codes: ErrorCode[] = [...(docs?.refusals ?? [])];
  if (access === 'person') codes.push('set_up_first', 'sign_in_first');
  if (access !== 'collector' && changes) codes.push('cross_site');
  if (schema.params || schema.querystring) codes.push('bad_request', 'too_long');
  if (schema.body) {
    codes.push('bad_request', 'bad_json', 'missing_field', 'unknown_field', 'wrong_type', 'too_long');
    codes.push('too_large', 'wrong_content_type');
  }
  return [...new Set<ErrorCode>([...codes, 'internal'])];
}

const examplesFor = (docs: RouteDocs, pick: (example: Example) => unknown) => {
  const found = docs.examples.flatMap((example) => {
    const value = pick(example);
    return value === undefined ? [] : [[example.name, { value }] as const];
  });
  return found.length === 0 ? {} : { examples: Object.fromEntries(found) };
};

function mediaOf(docs: RouteDocs, status: number, reply: ReplyDocs, book: SchemaBook, id: string) {
  if (reply.events) {
    const events = Object.entries(reply.events).map(([name, schema]) => [name, book.of(schema, 'output', id)]);
    const of = (example: Example) => (example.events === undefined ? undefined : framesOf(example.events));
    const media: Media = {
      schema: { type: 'string' },
      ...examplesFor(docs, of),
      'x-events': Object.fromEntries(events),
    };
    return { 'text/event-stream': media };
  }
  if (reply.schema === undefined && reply.type === undefined) return undefined;
  const schema = reply.schema ? book.of(reply.schema, 'output', id) : { type: 'string' };
  const isIt = (example: Example) => reply.schema !== undefined && example.status === status;
  const media: Media = { schema, ...examplesFor(docs, (example) => (isIt(example) ? example.reply : undefined)) };
  return { [reply.type ?? 'application/json']: media };
}

const framesOf = (events: { [event: string]: unknown }) =>
  Object.entries(events)
    .map(([name, data]) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
    .join('');

const headersOf = (headers: { [name: string]: string }) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
  );

function repliesOf(operation: Operation, docs: RouteDocs, book: SchemaBook, id: string) {
  const responses: DocumentedOperation['responses'] = {};
  for (const [status, said] of Object.entries(docs.replies)) {
    const all = [said].flat();
    const media = all.map((reply) => mediaOf(docs, Number(status), reply, book, id));
    const headers = Object.assign({}, ...all.map((reply) => reply.headers ?? {})) as { [name: string]: string };
    responses[status] = {
      description: all.map(({ when }) => when).join(' '),
      ...(Object.keys(headers).length === 0 ? {} : { headers: headersOf(headers) }),
      ...(media.every((each) => each === undefined) ? {} : { content: Object.assign({}, ...media) }),
    };
  }
  const retryAfter = { 'retry-after': 'Seconds after which to try again.' };
  for (const code of refusalsOf(operation)) {
    const status = String(STATUS[code]);
    const words = `\`${code}\`: ${ERROR_WORDS[code]}.`;
    const known = responses[status];
    const isRefusal = (example: Example) => example.status === STATUS[code];
    const content = {
      'application/json': {
        schema: book.of(ErrorReply, 'output', id),
        ...examplesFor(docs, (example) => (isRefusal(example) ? example.reply : undefined)),
      },
    };
    responses[status] = {
      description: known === undefined ? words : `${known.description} ${words}`,
      ...(known?.headers ? { headers: known.headers } : {}),
      ...(['429', '503'].includes(status) ? { headers: headersOf(retryAfter) } : {}),
      content: { ...known?.content, ...content },
    };
  }
  return responses;
}

function securityOf({ access, docs }: Operation): Pick<DocumentedOperation, 'security'> {
  if (access === 'person') return { security: [{ session: [] }, { sessionOverHttp: [] }] };
  const withKey = access === 'collector' && docs?.refusals?.includes('wrong_key');
  return { security: withKey ? [{}, { ingestKey: [] }] : [] };
}

function bodyOf({ schema, method }: Operation, docs: RouteDocs, book: SchemaBook, id: string) {
  if (!schema.body || !docs.examples.some(({ body }) => body !== undefined)) return {};
  const media = {
    schema: book.of(schema.body, 'input', id),
    ...examplesFor(docs, ({ body, status }) => (status < 300 ? body : undefined)),
  };
  const types = docs.bodyTypes ?? ['application/json'];
  return {
    requestBody: { required: method !== 'DELETE', content: Object.fromEntries(types.map((type) => [type, media])) },
  };
}

function* documented(operation: Operation, docs: RouteDocs, book: SchemaBook): Steps<DocumentedOperation> {
  const id = operationIdOf(operation);
  const parameters = parametersOf(operation, book);
  const body = bodyOf(operation, docs, book, id);
  yield;
  return {
    operationId: id,
    tags: [docs.chapter],
    summary: docs.summary,
    ...(docs.text === undefined ? {} : { description: docs.text }),
    ...securityOf(operation),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...body,
    responses: repliesOf(operation, docs, book, id),
    'x-examples': docs.examples.map((example) => ({ ...example, curl: curl(operation, example) })),
  };
}

/**
 * `server`: where the API is, such as `https://stats.example.com`. Operations without docs are left out: a test says which. Two steps
 * for each operation: together they take a tenth of a second.
 */
export function* openApi(operations: readonly Operation[], server: string, version: string): Steps<OpenApi> {
  const book = createSchemaBook();
  yield;
  const paths: OpenApi['paths'] = {};
  for (const chapter of Object.keys(CHAPTERS)) {
    for (const operation of operations) {
      const { docs, method } = operation;
      if (docs?.chapter !== chapter) continue;
      const path = openApiPath(operation.path);
      const told = yield* documented(operation, docs, book);
      paths[path] = { ...paths[path], [method.toLowerCase()]: told };
      yield;
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Headcount',
      version,
      description: INTRODUCTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: server }],
    tags: Object.entries(CHAPTERS).map(([name, description]) => ({ name, description })),
    paths,
    components: { securitySchemes, schemas: book.components },
  };
}
