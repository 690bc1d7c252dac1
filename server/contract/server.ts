// What the server tells whoever watches over it, and servers that send it hits.
import { z } from 'zod';

/** `GET /healthz` */
export const HealthReply = z.object({ ok: z.literal(true).describe('The process answers.') });
export type HealthReply = z.infer<typeof HealthReply>;

/** `GET /readyz` */
export const ReadyReply = z.object({ ready: z.boolean().describe('Whether requests should be sent here.') });
export type ReadyReply = z.infer<typeof ReadyReply>;

/** `POST /hit` with an ingest key. */
export const KeyedReply = z.object({
  stored: z.int().min(0).describe('How many are on disk.'),
  dropped: z
    .array(
      z.object({
        index: z.int().min(0).describe('Which one, from 0.'),
        reason: z.string().describe('Why it does not count.'),
      }),
    )
    .describe('Those that do not count.'),
});
export type KeyedReply = z.infer<typeof KeyedReply>;
