// The API reference over HTTP: as a page for people and as an OpenAPI document for programs. Open to anybody, like /healthz: it tells
// what every Headcount tells, and nothing of this one but where it is. Made when it is asked for first, in steps: it costs the start
// nothing, and no hit waits for it.
import type { FastifyInstance, RouteOptions } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { publicAddress } from '../address.ts';
import type { Config } from '../config.ts';
import type { Operation } from '../route-docs.ts';
import { SERVER } from './curl.ts';
import { openApiDocs, pageDocs, scriptDocs, styleDocs } from './docs.ts';
import { escaped } from './html.ts';
import { type OpenApi, openApi } from './openapi.ts';
import { referencePage } from './page.ts';
import { SCRIPT, STYLE } from './page-files.ts';
import { inTurns } from './steps.ts';

/** The version of what is spoken here: of the contract, not of the program, which is nobody's business. */
const VERSION = '1';

export interface ReferenceRoutes {
  config: Config;
  /** What stands before Fastify. */
  others: readonly Operation[];
}

/** Sees every route that is declared after it: to be registered before all others. */
export const referenceRoutes = fastifyPlugin<ReferenceRoutes>(
  async (app, { config, others }) => {
    const operations: Operation[] = [...others];

    app.addHook('onRoute', ({ method, url, schema, config: route }: RouteOptions) => {
      for (const each of [method].flat()) {
        if (each === 'HEAD') continue; // what Fastify adds to every GET
        operations.push({
          method: each,
          path: url,
          access: route?.access ?? 'person',
          schema: (schema ?? {}) as Operation['schema'],
          docs: route?.docs,
        });
      }
    });

    // Once for all who ask meanwhile.
    let document: Promise<OpenApi> | undefined;
    const documentOf = () => {
      document ??= inTurns(openApi(operations, SERVER, VERSION));
      return document;
    };
    // Both in pieces, between which the server's address belongs: that is as whoever asks knows it.
    const inPieces = (text: string) => text.split(SERVER);
    const pageOf = async () => inPieces(await inTurns(referencePage(await documentOf(), config.basePath)));
    const jsonOf = async () => inPieces(JSON.stringify(await documentOf()));
    let page: Promise<string[]> | undefined;
    let json: Promise<string[]> | undefined;

    await app.register(async (open: FastifyInstance) => {
      const access = 'public' as const;

      open.get('/docs', { config: { access, docs: pageDocs } }, async (request, reply) => {
        page ??= pageOf();
        reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8');
        return (await page).join(escaped(publicAddress(config, request)));
      });

      open.get('/docs/openapi.json', { config: { access, docs: openApiDocs } }, async (request, reply) => {
        // Tools that run in a browser on another origin may read it: there is nothing in it that they could not read elsewhere.
        reply.header('cache-control', 'no-cache').header('access-control-allow-origin', '*');
        reply.type('application/json; charset=utf-8');
        json ??= jsonOf();
        return (await json).join(publicAddress(config, request));
      });

      open.get('/docs/reference.css', { config: { access, docs: styleDocs } }, async (_request, reply) =>
        reply.header('cache-control', 'no-cache').type('text/css; charset=utf-8').send(STYLE),
      );
      open.get('/docs/reference.js', { config: { access, docs: scriptDocs } }, async (_request, reply) =>
        reply.header('cache-control', 'no-cache').type('text/javascript; charset=utf-8').send(SCRIPT),
      );
    });
  },
  { name: 'reference', dependencies: ['guard'] },
);
