// The sites over HTTP: list, add, correct, remove; and the sample page for whoever tries Headcount out without a blog.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { publicAddress } from '../address.ts';
import type { Config } from '../config.ts';
import type { RemovalsReply, RemovedReply, Site as SiteReply, SitesReply, StoredReply } from '../contract/browser.ts';
import { SiteParams as params } from '../contract/params.ts';
import { ChangeSiteRequest, NewSiteRequest } from '../contract/requests.ts';
import type { RouteDocs } from '../route-docs.ts';
import type { Removals } from '../store/removal.ts';
import type { StoredHits } from '../store/stored-hits.ts';
import type { Zod } from '../zod-routes.ts';
import {
  addSiteDocs,
  changeSiteDocs,
  listSitesDocs,
  removalsDocs,
  removeSiteDocs,
  storedDocs,
  tryPageDocs,
  tryStyleDocs,
} from './docs.ts';
import { isLoopback, parseSiteHost } from './host.ts';
import type { Site, Sites } from './sites.ts';
import { snippet } from './snippet.ts';
import { TRY_CSS, tryPage } from './try-page.ts';
import { pageviewsUrl, widgetLines } from './widgets.ts';

export interface SiteRoutes {
  sites: Sites;
  config: Config;
  /** The site was added or changed: what was said about its host is out of date. */
  onChange: (site: Site) => void;
  /** The site was removed: nothing of it is to be taken, shown or kept in mind any more. Called in the same turn. */
  onRemove: (site: Site) => void;
  removals: Pick<Removals, 'underWay'>;
  stored: (siteId: number) => Promise<StoredHits>;
}

export async function siteRoutes(instance: FastifyInstance, parts: SiteRoutes) {
  const { sites, config, onChange, onRemove, removals, stored } = parts;
  const app = instance.withTypeProvider<Zod>();
  const forPeople = (docs: RouteDocs) => ({ access: 'person', docs }) as const;

  /** Whether the dashboard is open on the very machine the server runs on: someone is trying it out. */
  function isLocal(request: FastifyRequest): boolean {
    return isLoopback(new URL(publicAddress(config, request)).hostname);
  }

  function show(site: Site, request: FastifyRequest): SiteReply {
    const address = publicAddress(config, request);
    const local = isLocal(request);
    const { id, host, timezone, createdAt, waiting, rules, publicLive, publicPageviews, retentionDays } = site;
    return {
      ...{ id, host, timezone, createdAt, waiting, rules, publicLive, publicPageviews, retentionDays },
      serverRetentionDays: config.retentionDays,
      widgets: widgetLines(address, host),
      pageviewsUrl: pageviewsUrl(address, host, '/post'),
      snippet: snippet(address, config.scriptName, site.host, local),
      snippetWarning: address.startsWith('http:') && !local ? 'plain_http' : null,
      tryUrl: local ? `${address}/try?site=${encodeURIComponent(site.host)}` : null,
    };
  }

  app.get('/api/sites', { config: forPeople(listSitesDocs) }, async (request): Promise<SitesReply> => {
    return { sites: sites.list().map((site) => show(site, request)) };
  });

  app.post(
    '/api/sites',
    { config: forPeople(addSiteDocs), schema: { body: NewSiteRequest } },
    async (request, reply) => {
      const host = parseSiteHost(request.body.host, isLocal(request));
      const site = await sites.add(host, request.body.timezone ?? config.siteTimezone);
      onChange(site);
      return reply.code(201).send(show(site, request));
    },
  );

  app.patch(
    '/api/sites/:site',
    { config: forPeople(changeSiteDocs), schema: { params, body: ChangeSiteRequest } },
    async (request) => {
      const site = sites.get(request.params.site);
      const { host, timezone, rules, publicLive, publicPageviews, retentionDays } = request.body;
      await sites.change(site, {
        ...{ timezone, rules, publicLive, publicPageviews, retentionDays },
        host: host === undefined ? undefined : parseSiteHost(host, isLocal(request)),
      });
      onChange(site);
      return show(site, request);
    },
  );

  const nothingMore = z.strictObject({});

  app.get(
    '/api/sites/:site/stored',
    { config: forPeople(storedDocs), schema: { params, querystring: nothingMore } },
    async (request): Promise<StoredReply> => stored(sites.get(request.params.site).id),
  );

  app.delete(
    '/api/sites/:site',
    { config: forPeople(removeSiteDocs), schema: { params, querystring: nothingMore, body: nothingMore.nullish() } },
    async (request, reply) => {
      const site = sites.get(request.params.site);
      await sites.remove(site);
      onRemove(site);
      return reply.code(202).send({ id: site.id } satisfies RemovedReply);
    },
  );

  app.get(
    '/api/removals',
    { config: forPeople(removalsDocs), schema: { querystring: nothingMore } },
    async (): Promise<RemovalsReply> => ({ removals: removals.underWay() }),
  );

  // Strict about the address: on a public one it would only be a page that counts strangers.
  for (const path of ['/try', '/try/:page'] as const) {
    app.get(path, { config: { access: 'public', docs: tryPageDocs } }, async (request, reply) => {
      if (!isLocal(request)) return reply.callNotFound();
      const { site: name } = request.query as { site?: unknown };
      const site = typeof name === 'string' ? sites.find(name) : undefined;
      if (!site) return reply.callNotFound();
      const { page } = request.params as { page?: string };
      reply.header('cache-control', 'no-store').type('text/html; charset=utf-8');
      return tryPage(site.host, snippet(config.basePath, config.scriptName, site.host, true), page, config.basePath);
    });
  }
  app.get('/try.css', { config: { access: 'public', docs: tryStyleDocs } }, async (_request, reply) =>
    reply.type('text/css').send(TRY_CSS),
  );
}
