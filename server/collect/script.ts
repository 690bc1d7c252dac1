// Serves the tracker, and the widget for a blog's readers: read at the start, compressed once, cacheable for an hour, then
// revalidated by their ETags. Which pages have fetched it is remembered for as long as the server runs.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../clock.ts';
import type { ScriptReply } from '../contract/browser.ts';
import { SiteParams as params } from '../contract/params.ts';
import { StartError } from '../errors.ts';
import { trackerFile, widgetFile } from '../files.ts';
import { normaliseHost } from '../sites/host.ts';
import type { Sites } from '../sites/sites.ts';
import type { Zod } from '../zod-routes.ts';
import { scriptDocs, scriptLoadsDocs } from './docs.ts';
import { createScriptLoads } from './script-loads.ts';

/** Stands in the built script for where it posts to, relative to its own address. */
const COLLECT_PLACEHOLDER = '%COLLECT%';

function readScript(file: string, collectPath: string): string {
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch {
    throw new StartError(`${file} is missing. Run npm run build.`);
  }
  return source.replace(COLLECT_PLACEHOLDER, collectPath.replace(/^\//, ''));
}

export interface ScriptRoutes {
  scriptName: string;
  collectPath: string;
  sites: Pick<Sites, 'get'>;
  clock: Clock;
}

/** The host of the page that asked, as sites are named; '' where its browser does not say. Undefined: a page of ours. */
function pageHost({ headers: { referer = '', host } }: FastifyRequest): string | undefined {
  if (!URL.canParse(referer)) return '';
  const from = new URL(referer).host;
  return from === host ? undefined : (normaliseHost(from) ?? '');
}

/** Made when it is first asked for. */
function once<Made>(make: () => Promise<Made>): () => Promise<Made> {
  let made: Promise<Made> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function createServe(source: string) {
  const script = Buffer.from(source);
  const etag = `"${createHash('sha256').update(script).digest('base64url').slice(0, 22)}"`;
  /** By another thread and when first asked for: a tenth of a start otherwise. */
  const encode = {
    br: once(() => promisify(brotliCompress)(script, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })),
    gzip: once(() => promisify(gzip)(script, { level: 9 })),
  };

  return async (request: FastifyRequest, reply: FastifyReply) => {
    reply.header('cache-control', 'public, max-age=3600, stale-while-revalidate=86400');
    reply.header('cross-origin-resource-policy', 'cross-origin');
    reply.header('access-control-allow-origin', '*');
    reply.header('vary', 'accept-encoding');
    reply.header('etag', etag);
    if (request.headers['if-none-match']?.includes(etag)) return reply.code(304).send();
    reply.type('text/javascript; charset=utf-8');
    const accepted = String(request.headers['accept-encoding'] ?? '');
    const encoding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : undefined;
    if (encoding === undefined) return reply.send(script);
    return reply.header('content-encoding', encoding).send(await encode[encoding]());
  };
}

export async function scriptRoutes(instance: FastifyInstance, parts: ScriptRoutes) {
  const { scriptName, collectPath, sites, clock } = parts;
  const app = instance.withTypeProvider<Zod>();
  const loads = createScriptLoads();
  const since = clock.wall();
  const tracker = createServe(readScript(trackerFile, collectPath));
  const widget = createServe(readScript(widgetFile, collectPath));
  // /client.js is the name that Minimal Analytics' snippets carry.
  const serving = new Map([
    [scriptName, { serve: tracker, summary: 'The script that counts' }],
    ['client.js', { serve: tracker, summary: 'The same, under the name that Minimal Analytics gave it' }],
    ['here.js', { serve: widget, summary: 'The script that shows readers how many they are' }],
  ]);
  for (const [name, { serve, summary }] of serving) {
    app.get(`/${name}`, { config: { access: 'public', docs: scriptDocs(summary) } }, async (request, reply) => {
      const host = serve === tracker ? pageHost(request) : undefined;
      if (host !== undefined) loads.note(host, clock.wall());
      return serve(request, reply);
    });
  }

  app.get(
    '/api/sites/:site/script',
    { config: { access: 'person', docs: scriptLoadsDocs }, schema: { params } },
    async (request): Promise<ScriptReply> => {
      const { host } = sites.get(request.params.site);
      return { since, loadedAt: loads.of(host) ?? null, elsewhere: loads.others(host) };
    },
  );
}
