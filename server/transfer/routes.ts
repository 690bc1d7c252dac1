// Which backups there are, and making one, over HTTP. Taking them away or putting one back is for whoever has the machine.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { BackupsReply } from '../contract/browser.ts';
import type { Zod } from '../zod-routes.ts';
import { listBackups } from './backup-folder.ts';
import { backupsDocs, makeBackupDocs } from './docs.ts';
import type { Nightly } from './nightly.ts';

export interface BackupRoutes {
  /** Where they are. */
  folder: string;
  nightly: Pick<Nightly, 'make' | 'underWay' | 'failure'>;
}

const nothingMore = z.strictObject({});

export async function backupRoutes(instance: FastifyInstance, { folder, nightly }: BackupRoutes) {
  const app = instance.withTypeProvider<Zod>();

  const tell = async (): Promise<BackupsReply> => ({
    folder,
    backups: (await listBackups(folder, '')).map(({ name, kind, at, manifest: { bytes, hits } }) => ({
      ...{ name, kind, at, bytes, hits },
    })),
    underWay: nightly.underWay(),
    failure: nightly.failure(),
  });

  app.get(
    '/api/backups',
    { config: { access: 'person', docs: backupsDocs }, schema: { querystring: nothingMore } },
    tell,
  );

  app.post(
    '/api/backups',
    { config: { access: 'person', docs: makeBackupDocs }, schema: { body: nothingMore } },
    async (_request, reply) => {
      await nightly.make();
      return reply.code(202).send(await tell());
    },
  );
}
