// The reference is what the server does: every route is in it with words, every reply has a schema, every example is sent to a real
// server and answered as it says.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { addKey } from '../accounts/keys.ts';
import { packageRoot } from '../files.ts';
import type { Example } from '../route-docs.ts';
import { databaseFile, openWriter } from '../store/open.ts';
import { buildTestApp, FIREFOX, type TestApp } from '../testing/build-test-app.ts';
import { aEvent, aView } from '../testing/factories.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { readSse } from '../testing/read-sse.ts';
import { bodyOf, curl, headersOf, pathOf } from './curl.ts';
import { sentence } from './html.ts';
import { type JsonSchema, schemasIn } from './json-schema.ts';
import { type DocumentedOperation, type OpenApi, openApiPath } from './openapi.ts';

const SITE = 'blog.example.com';

async function start(environment: NodeJS.ProcessEnv = {}) {
  const clock = createFakeClock(Date.UTC(2026, 10, 21, 12));
  const app = await buildTestApp({ clock, environment: { SITES: SITE, ...environment } });
  const document = (await (await app.api('GET', '/docs/openapi.json')).json()) as OpenApi;
  return { ...app, clock, document };
}

const operationsOf = ({ paths }: OpenApi) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

/** Judges by the document's own schemas; of objects whose fields are listed, no other field is borne. */
function judge(document: OpenApi) {
  const strict = structuredClone(document);
  const replies = operationsOf(strict).flatMap(({ operation }) => Object.values(operation.responses));
  const media = replies.flatMap(({ content = {} }) => Object.values(content));
  const roots = [
    ...Object.values(strict.components.schemas),
    ...media.flatMap((each) => [each.schema, ...Object.values(each['x-events'] ?? {})]),
  ];
  for (const schema of roots.flatMap((root) => [...schemasIn(root)])) {
    if (schema.properties) schema.additionalProperties ??= false;
  }
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { email: true, ipv4: true, ipv6: true } });
  ajv.addSchema(strict, 'document');
  const pointer = (...steps: string[]) =>
    `document#/${steps.map((each) => encodeURIComponent(each.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
  return {
    faults(value: unknown, ...at: string[]): string[] {
      const check = ajv.getSchema(pointer(...at));
      if (!check) return [`there is no schema at ${at.join(' ')}`];
      check(value);
      return (check.errors ?? []).map(
        ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
      );
    },
  };
}

/** Where two values differ in what they are made of: fields, types, and of lists the first entry. */
function* unlike(came: unknown, example: unknown, path = ''): Generator<string> {
  if (came === null || example === null) return;
  const sort = (value: unknown) => (Array.isArray(value) ? 'list' : typeof value);
  if (sort(came) !== sort(example)) yield `${path}: ${sort(came)} came, the example has ${sort(example)}`;
  else if (Array.isArray(came) && Array.isArray(example)) {
    if (came.length > 0 && example.length > 0) yield* unlike(came[0], example[0], `${path}.0`);
  } else if (typeof came === 'object') {
    const [ours, theirs] = [came as { [key: string]: unknown }, example as { [key: string]: unknown }];
    for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
      if (!(key in ours)) yield `${path}.${key} did not come`;
      else if (!(key in theirs)) yield `${path}.${key} came`;
      else yield* unlike(ours[key], theirs[key], `${path}.${key}`);
    }
  }
}

describe('the document', () => {
  it('is OpenAPI 3.1', async () => {
    const { document } = await start();
    expect(await new Validator().validate(document as unknown as Record<string, unknown>)).toMatchObject({
      valid: true,
    });
    const broken = { ...document, paths: { '/x': { get: { responses: 'none' } } } };
    expect((await new Validator().validate(broken)).valid).toBe(false);
  });

  it('has every route that the server knows, and the collector’s two', async () => {
    const { app, document } = await start();
    const told = operationsOf(document).map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    const known = routesIn(app.http.printRoutes());
    expect(known).toEqual(
      expect.arrayContaining(['GET /', 'GET /healthz', 'DELETE /api/sites/{site}', 'GET /try.css']),
    );
    expect(told.sort()).toEqual([...known, 'POST /hit', 'GET /hit.gif'].sort());
  });

  it('says of every route what it does, of every reply what it is, and of every field what it means', async () => {
    const { document } = await start();
    const silent: string[] = [];
    const words = (what: string, schema: JsonSchema) => {
      for (const part of schemasIn(schema)) {
        for (const [name, field] of Object.entries(part.properties ?? {})) {
          const said = field.description ?? ('const' in field ? 'itself' : undefined);
          if (said === undefined && !field.$ref) silent.push(`${what}: ${name}`);
        }
      }
    };
    for (const [name, schema] of Object.entries(document.components.schemas)) words(name, schema);
    for (const { method, path, operation } of operationsOf(document)) {
      const what = `${method} ${path}`;
      if (!operation.summary) silent.push(`${what}: summary`);
      if (operation['x-examples'].length === 0) silent.push(`${what}: example`);
      for (const { name, description } of operation.parameters ?? []) if (!description) silent.push(`${what}: ${name}`);
      for (const media of Object.values(operation.requestBody?.content ?? {})) words(what, media.schema);
      for (const [status, reply] of Object.entries(operation.responses)) {
        if (!reply.description) silent.push(`${what}: ${status}`);
        const { 'application/json': json, 'text/event-stream': stream } = reply.content ?? {};
        if (json && Object.keys(json.schema).length === 0) silent.push(`${what}: schema of ${status}`);
        if (json) words(`${what} ${status}`, json.schema);
        if (stream && !stream['x-events']) silent.push(`${what}: events`);
      }
    }
    expect(silent).toEqual([]);
  });
});

/** Methods and paths in Fastify's own drawing of its routes, as OpenAPI writes them. */
function routesIn(drawing: string): string[] {
  const above: string[] = [];
  return drawing.split('\n').flatMap((line) => {
    const [, indent = '', path = '', methods = ''] = /^([│ ]*)[├└]── (\S*)(?: \(([A-Z, ]+)\))?/.exec(line) ?? [];
    const depth = indent.length / 4;
    above.splice(depth, Number.POSITIVE_INFINITY, path);
    const whole = openApiPath(above.join(''));
    const own = methods.split(', ').filter((method) => method !== '' && method !== 'HEAD');
    return own.map((method) => `${method} ${whole}`);
  });
}

/**
 * What the examples speak of: a site that shows what it may, with three readers, one of whom has signed up, and a bot. And what stands
 * in for the secrets and ids of the examples on this server.
 */
async function world(operation?: DocumentedOperation) {
  const isSetUp = operation?.operationId === 'postSetup';
  const server = await start(isSetUp ? { ADMIN_EMAIL: '', ADMIN_PASSWORD: '' } : {});
  const standIns = new Map<string, string>();
  if (isSetUp) {
    standIns.set('3m1Q8kZb0vXyT5nRw2cJ7sLd9fHgAeUo', server.app.setupToken() ?? '');
    return { ...server, cookie: '', standIns };
  }
  const cookie = await server.signIn();
  const settings = { publicLive: true, publicPageviews: true, rules: { excludedPaths: ['/drafts/*'] } };
  await server.api('PATCH', `/api/sites/${SITE}`, { cookie, body: settings });
  if (operation?.operationId !== 'postSitesBySiteGoals') {
    const body = { name: 'Bought pro', event: 'Purchase', property: { key: 'plan', value: 'pro' } };
    await server.api('POST', `/api/sites/${SITE}/goals`, { cookie, body });
  }
  const post = { s: SITE, u: `https://${SITE}/post`, t: 'A post', r: 'https://news.example/', z: 'Europe/Berlin' };
  const readers = ['one', 'two', 'three'].map((name) => `${FIREFOX} ${name}`);
  for (const reader of readers) await server.hit(aView(post), { 'user-agent': reader });
  const signUp = aEvent({ s: SITE, u: post.u, n: 'Signup', d: { plan: 'pro' } });
  await server.hit(signUp, { 'user-agent': String(readers[2]) });
  await server.hit(aView(post), { 'user-agent': 'Googlebot/2.1 (+http://www.google.com/bot.html)' });
  server.clock.advance(2000);
  standIns.set('hc_4Vq0Zc3Xy8Lm1Rt6Nw9Bk2Hs5Jd7Fg0Pa4Qe8Ui1To6', makeKey(server));
  standIns.set('3f0c9a7be41d2685', await latestVisitor(server, cookie));
  if (operation?.operationId === 'getRemovals') await server.api('DELETE', `/api/sites/${SITE}`, { cookie });
  return { ...server, cookie, standIns };
}

function makeKey({ config }: TestApp): string {
  const db = openWriter(databaseFile(config.dataDir));
  const key = addKey(db, 1, 'test', Date.now());
  db.close();
  return key;
}

async function latestVisitor({ address }: TestApp, cookie: string): Promise<string> {
  const stream = await readSse(`${address}/api/live?sites=${SITE}&feed=${SITE}`, cookie);
  const { data } = await stream.until(({ event }) => event === 'hits');
  stream.close();
  return data.hits[0].visitor;
}

/** The data of each event until all that are wanted have come; the test's own time-out ends a wait in vain. */
async function readEvents(response: Response, wanted: readonly string[], abort: AbortController) {
  const seen = new Map<string, unknown>();
  let rest = '';
  for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, event, data] = /^event: (\w+)\n(?:.*\n)*data: (.*)/m.exec(block) ?? [];
      if (event !== undefined && data !== undefined) seen.set(event, JSON.parse(data));
    }
    if (wanted.every((event) => seen.has(event))) break;
  }
  abort.abort();
  return seen;
}

type Server = Awaited<ReturnType<typeof world>>;
type Judge = ReturnType<typeof judge>['faults'];

/** Sends the example as it stands in the document, but for secrets and ids, and tells what is not as it says. */
async function attempt(
  server: Server,
  path: string,
  method: string,
  operation: DocumentedOperation,
  told: Example,
  faults: Judge,
) {
  const { standIns, cookie, address } = server;
  const withStandIns = (text: string) =>
    [...standIns].reduce((before, [mark, real]) => before.replaceAll(mark, real), text);
  const example = JSON.parse(withStandIns(JSON.stringify(told))) as Example;
  const abort = new AbortController();
  const response = await fetch(address + pathOf(path.replace(/\{(\w+)\}/g, ':$1'), example), {
    method: method.toUpperCase(),
    headers: { ...headersOf(example), ...(operation.security?.length && !example.isSignedOut ? { cookie } : {}) },
    ...(example.body === undefined ? {} : { body: bodyOf(example) }),
    signal: abort.signal,
  });
  if (response.status !== example.status) return [`${response.status}: ${await response.text()}`];
  const found: string[] = [];
  for (const [name, value] of Object.entries(example.replyHeaders ?? {})) {
    if (response.headers.get(name) !== value) found.push(`${name}: ${response.headers.get(name)}`);
  }
  const type = response.headers.get('content-type')?.split(';')[0];
  const at = ['paths', path, method, 'responses', String(example.status)];
  const media = operation.responses[example.status]?.content ?? {};
  if (type !== undefined && !media[type]) found.push(`${type} came`);
  if (type === 'text/event-stream') {
    const seen = await readEvents(response, Object.keys(example.events ?? {}), abort);
    for (const [event, data] of seen) {
      found.push(...faults(data, ...at, 'content', type, 'x-events', event).map((fault) => `${event} ${fault}`));
    }
    for (const [event, data] of Object.entries(example.events ?? {})) {
      found.push(...[...unlike(seen.get(event), data)].map((fault) => `${event} ${fault}`));
      found.push(...faults(data, ...at, 'content', type, 'x-events', event).map((fault) => `the example’s ${fault}`));
    }
    return found;
  }
  const text = await response.text();
  if (type !== 'application/json') return found;
  const came = JSON.parse(text) as unknown;
  found.push(...faults(came, ...at, 'content', type, 'schema'));
  if (example.reply === undefined) return found;
  found.push(...faults(example.reply, ...at, 'content', type, 'schema').map((fault) => `the example’s ${fault}`));
  if (example.status >= 400 && text !== JSON.stringify(example.reply)) found.push(text);
  return [...found, ...unlike(came, example.reply)];
}

/** What ends an account's session, changes its password, a site or a goal, or begins with none, has a server of its own for each example. */
const ALONE = ['postSetup', 'putPassword', 'getRemovals', 'postSitesBySiteGoals', 'patchSitesBySiteGoalsByGoal'];

describe('the examples', () => {
  it('are answered as they say, by a real server', { timeout: 300_000 }, async () => {
    const shared = await world();
    const { faults } = judge(shared.document);
    const wrong: string[] = [];
    let sent = 0;
    for (const { path, method, operation } of operationsOf(shared.document)) {
      for (const example of operation['x-examples']) {
        const isAlone = method === 'delete' || ALONE.includes(operation.operationId);
        const server = isAlone ? await world(operation) : shared;
        const told = await attempt(server, path, method, operation, example, faults);
        wrong.push(...told.map((fault) => `${method} ${path}, ${example.name}: ${fault}`));
        sent += 1;
      }
    }
    expect(wrong).toEqual([]);
    expect(sent).toBeGreaterThan(50);
  });

  it('are also what docs/reports.md shows', async () => {
    const { document } = await start();
    const bodies = operationsOf(document).flatMap(({ operation }) => operation['x-examples'].map(({ body }) => body));
    const text = readFileSync(join(packageRoot, 'docs/reports.md'), 'utf8');
    const shown = [...text.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => JSON.parse(json) as unknown);
    expect(shown).toHaveLength(5);
    expect(bodies).toEqual(expect.arrayContaining(shown));
  });

  it('control: what is not as it says is told', () => {
    expect([...unlike({ a: 1, b: ['x'] }, { a: '1', b: [1], c: null })]).toHaveLength(3);
    expect([...unlike({ a: null, b: [] }, { a: 1, b: ['x'] })]).toEqual([]);
  });
});

describe('a line for the shell', () => {
  const operation = { method: 'POST', path: '/api/sites', access: 'person', schema: {}, docs: undefined } as const;

  it('can be pasted as it stands, whatever is in it', () => {
    const example = { name: 'x', body: { host: "it's $HOME `id`" }, status: 201 };
    const line = curl(operation, example)
      .replace('{server}', 'https://stats.example.com')
      .replace(/^curl/, 'printf "%s\\n"');
    const told = execFileSync('sh', ['-c', line], { encoding: 'utf8' }).split('\n');
    expect(told).toEqual([
      ...['-b', 'cookies.txt', 'https://stats.example.com/api/sites', '-H', 'content-type: application/json'],
      ...['-d', JSON.stringify(example.body), ''],
    ]);
  });
});

describe('the page', () => {
  it('has a section for every route, and stands on the server’s own files only', async () => {
    const { api, document, address } = await start();
    const reply = await api('GET', '/docs');
    const html = await reply.text();
    for (const { operation } of operationsOf(document)) expect(html).toContain(`id="${operation.operationId}"`);
    expect(html).toContain(`&#39;${address}/api/sites&#39;`);
    expect([...html.matchAll(/(?:src|href)="(?!#|data:)([^"]*)"/g)].map(([, url]) => url).sort()).toEqual([
      '/docs/openapi.json',
      '/docs/reference.css',
      '/docs/reference.js',
    ]);
    expect(html).not.toContain('{server}');
    expect(reply.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('says under which address it was asked for, and lives under the path of BASE_URL', async () => {
    const { api } = await start({ BASE_URL: 'https://stats.example.com/count' });
    const html = await (await api('GET', '/docs')).text();
    expect(html).toContain('href="/count/docs/reference.css"');
    expect(html).toContain('https://stats.example.com/count/hit');
    const { servers } = (await (await api('GET', '/count/docs/openapi.json')).json()) as OpenApi;
    expect(servers).toEqual([{ url: 'https://stats.example.com/count' }]);
  });

  it('is text: what schemas and examples say is never markup', () => {
    expect(sentence('`<b>` & "x"')).toBe('<code>&lt;b&gt;</code> &amp; &quot;x&quot;');
  });
});
