// Deleting a part of what is stored of a site, and how much that is, over HTTP.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type {
  AllStorageReply,
  DeletionCountReply,
  DeletionReply,
  DeletionsReply,
  StorageReply,
} from '../contract/browser.ts';
import { SiteParams as params } from '../contract/params.ts';
import { DeletionRequest } from '../contract/report.ts';
import { Refusal } from '../errors.ts';
import { intervalOf } from '../report/zones.ts';
import type { RouteDocs } from '../route-docs.ts';
import type { Site, Sites } from '../sites/sites.ts';
import { type Deletions, EVER } from '../store/deletions.ts';
import type { Chosen, Counted } from '../store/eraser.ts';
import type { FileSizes } from '../store/file-sizes.ts';
import type { Sizes } from '../store/sizes.ts';
import type { Zod } from '../zod-routes.ts';
import { allStorageDocs, deleteDocs, deletionsDocs, storageDocs } from './docs.ts';

/** Of a site, one after the other. */
const MOST_UNDER_WAY = 20;
/** To count anew costs a look at every row's place in an index. */
const KEPT_MS = 5 * 60_000;

export interface DeletionRoutes {
  sites: Sites;
  clock: Clock;
  deletions: Pick<Deletions, 'begin' | 'underWay'>;
  count: (site: Site, chosen: Chosen) => Promise<Counted>;
  sizes: (siteId: number) => Promise<Sizes>;
  fileSizes: () => Promise<FileSizes>;
}

const nothingMore = z.strictObject({});

export async function deletionRoutes(instance: FastifyInstance, parts: DeletionRoutes) {
  const { sites, clock, deletions, count, sizes, fileSizes } = parts;
  const app = instance.withTypeProvider<Zod>();
  const forPeople = (docs: RouteDocs) => ({ access: 'person', docs }) as const;
  const measured = new Map<number, { t: number; since: number; sizes: Promise<Sizes> }>();

  app.post(
    '/api/sites/:site/deletions',
    { config: forPeople(deleteDocs), schema: { params, body: DeletionRequest } },
    async (request, reply) => {
      const site = sites.get(request.params.site);
      const { path = null, range, confirm } = request.body;
      const interval = range && intervalOf(range, site.timezone, clock.wall());
      const chosen = { path, from: interval?.from ?? EVER.from, until: interval?.to ?? EVER.until };
      if (!confirm) return (await count(site, chosen)) satisfies DeletionCountReply;
      if (deletions.underWay(site.id).length >= MOST_UNDER_WAY) {
        const message = 'Too many deletions of this site are under way. Wait until some are done.';
        throw new Refusal('overloaded', message, { retryAfter: 30 });
      }
      const id = await deletions.begin({ siteId: site.id, reason: 'owner', ...chosen });
      if (id === undefined) throw new Refusal('not_found', `The site ${site.host} was removed meanwhile.`);
      measured.delete(site.id);
      return reply.code(202).send({ id } satisfies DeletionReply);
    },
  );

  app.get(
    '/api/sites/:site/deletions',
    { config: forPeople(deletionsDocs), schema: { params, querystring: nothingMore } },
    async (request): Promise<DeletionsReply> => {
      const those = deletions.underWay(sites.get(request.params.site).id);
      return {
        deletions: those.map(({ id, reason, path, from, until, begunAt, hits, gone }) => ({
          ...{ id, reason, path, begunAt, hits, gone },
          range: [from === EVER.from ? null : from, until === EVER.until ? null : until],
        })),
      };
    },
  );

  /** Once for all who ask within some minutes, unless something was deleted meanwhile. */
  function sizesOf(siteId: number) {
    const now = clock.monotonic();
    const known = measured.get(siteId);
    if (known && now - known.since < KEPT_MS && deletions.underWay(siteId).length === 0) return known;
    const asked = { t: clock.wall(), since: now, sizes: sizes(siteId) };
    measured.set(siteId, asked);
    asked.sizes.catch(() => measured.delete(siteId));
    return asked;
  }

  app.get(
    '/api/storage',
    { config: forPeople(allStorageDocs), schema: { querystring: nothingMore } },
    async (): Promise<AllStorageReply> => {
      const all: AllStorageReply['sites'] = [];
      // One after the other: what somebody else asks meanwhile has its turn between two.
      for (const { id, host } of sites.list()) {
        const { hits, rowBytes, segmentBytes } = await sizesOf(id).sizes;
        all.push({ site: host, hits, rows: rowBytes, segments: segmentBytes });
      }
      const { bytes, unused, free } = await fileSizes();
      all.sort((a, b) => b.rows + b.segments - a.rows - a.segments || (a.site < b.site ? -1 : 1));
      return { sites: all, file: { bytes, unused }, disk: { free } };
    },
  );

  app.get(
    '/api/sites/:site/storage',
    { config: forPeople(storageDocs), schema: { params, querystring: nothingMore } },
    async (request): Promise<StorageReply> => {
      const asked = sizesOf(sites.get(request.params.site).id);
      const [{ hits, first, rowBytes, segmentBytes }, file] = await Promise.all([asked.sizes, fileSizes()]);
      return {
        ...{ t: asked.t, hits, since: first },
        rows: { bytes: rowBytes, estimated: true },
        segments: { bytes: segmentBytes },
        file: { bytes: file.bytes, unused: file.unused },
        disk: { free: file.free },
      };
    },
  );
}
