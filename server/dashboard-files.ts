// Serves the built dashboard: hashed assets for ever, and index.html for every address that is one of its views.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { StartError } from './errors.ts';
import { dashboardFolder } from './files.ts';
import type { RouteDocs } from './route-docs.ts';

/** The addresses the dashboard's router knows; anything else is not found. */
const VIEWS = {
  '/': 'The dashboard',
  '/setup': 'The dashboard: the first account',
  '/sites': 'The dashboard: all sites',
  '/sites/:site': 'The dashboard: a site',
  '/sites/:site/settings': 'The dashboard: a site’s settings',
  '/sites/:site/settings/:part': 'The dashboard: a part of a site’s settings',
  '/live/:site/screen': 'The dashboard: a site on a big screen',
  '/account': 'The dashboard: the account',
  '/server': 'The dashboard: backups and storage',
  '/removals/:id': 'The dashboard: how far a removal has come',
};

const viewDocs = (summary: string): RouteDocs => ({
  chapter: 'Pages',
  summary,
  text: 'The same page for each of the dashboard’s views; it asks the API for what it shows.',
  replies: { 200: { when: 'The page.', type: 'text/html' } },
  examples: [{ name: 'Open it', params: { site: 'blog.example.com', part: 'counts', id: '1' }, status: 200 }],
});

const assetDocs: RouteDocs = {
  chapter: 'Pages',
  summary: 'What the dashboard is made of',
  text: 'The name changes with the content, so that it may be kept for ever.',
  replies: { 200: { when: 'A script, a style sheet or a picture.', type: 'text/javascript' } },
  refusals: ['not_found'],
  examples: [
    {
      name: 'There is no such file',
      params: { file: 'none.js' },
      status: 404,
      reply: {
        error: {
          code: 'not_found',
          message: 'There is nothing at this address. Correct it, or begin at the start page.',
        },
      },
    },
  ],
};

/**
 * The page that every view begins with. Built with relative addresses; a view may be several folders deep, and the whole
 * may live under a path (BASE_URL), so they are made absolute here. Throws a StartError when it was not built.
 */
export function readDashboard(basePath: string): string {
  try {
    const html = readFileSync(join(dashboardFolder, 'index.html'), 'utf8');
    return html.replaceAll(/(src|href)="\.\//g, `$1="${basePath}/`);
  } catch {
    throw new StartError(`${dashboardFolder} is missing. Run npm run build.`);
  }
}

export async function dashboardFiles(app: FastifyInstance, { html }: { html: string }) {
  await app.register(fastifyStatic, { root: dashboardFolder, serve: false, preCompressed: true, cacheControl: false });
  const access = 'public' as const;

  for (const [view, summary] of Object.entries(VIEWS)) {
    app.get(view, { config: { access, docs: viewDocs(summary) } }, async (_request, reply) =>
      reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(html),
    );
  }
  app.get<{ Params: { '*': string } }>('/assets/*', { config: { access, docs: assetDocs } }, async (request, reply) =>
    // Only what exists may be kept for ever.
    reply.sendFile(`assets/${request.params['*']}`, { cacheControl: true, maxAge: '365d', immutable: true }),
  );
}
