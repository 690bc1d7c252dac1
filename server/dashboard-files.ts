// Serves the built dashboard: hashed assets for ever, and index.html for every address that is one of its views.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { StartError } from './errors.ts';
import { dashboardFolder } from './files.ts';

/** The addresses the dashboard's router knows; anything else is not found. */
const VIEWS = ['/', '/setup', '/sites', '/sites/:site', '/live/:site/screen', '/removals/:id'];

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
  const config = { access: 'public' } as const;

  for (const view of VIEWS) {
    app.get(view, { config }, async (_request, reply) =>
      reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(html),
    );
  }
  app.get<{ Params: { '*': string } }>('/assets/*', { config }, async (request, reply) =>
    // Only what exists may be kept for ever.
    reply.sendFile(`assets/${request.params['*']}`, { cacheControl: true, maxAge: '365d', immutable: true }),
  );
}
