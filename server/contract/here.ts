// What a site tells its own readers, and anybody else who asks, while its owner allows it.
import { z } from 'zod';

/** `GET /api/sites/:site/here`, and the event `here` of the same as a stream. */
export const HereReply = z.object({
  /** The site's host. */
  site: z.string(),
  /** When one page was asked for. */
  path: z.string().optional(),
  /** Visitors with a page visible now; null: fewer than three, which is all that is ever told of so few. */
  readers: z.int().min(3).nullable(),
  /** The same in words: `12 reading now`, `a few reading now`. */
  text: z.string(),
});
export type HereReply = z.infer<typeof HereReply>;

/** Before an orderly end of that stream. */
export const HereBye = z.object({
  reason: z.enum(['restart', 'lifetime', 'not_public', 'too_many_streams']).describe('Why it ends.'),
  retryMs: z.int().min(0).describe('After how long to come back.'),
  message: z.string().optional().describe('A sentence for people.'),
});
