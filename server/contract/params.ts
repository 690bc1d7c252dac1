// What stands in addresses, alike in every room.
import { z } from 'zod';

/** `/api/sites/:site/…` */
export const SiteParams = z.object({
  site: z.string().max(253).describe('The site’s host, with or without `www.`'),
});
