// The picture for pages without JavaScript, and which view a request for it stands for. Pure.

/** A transparent GIF of one pixel, and what is to be said of it: names and values in turn. */
export const PIXEL = {
  bytes: Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64'),
  headers: ['content-type', 'image/gif', 'content-length', '43'],
} as const;

/** What the request says of its view; not yet checked by the contract, which says what is missing. */
export interface PixelHit {
  s?: string;
  u?: string;
  r?: string;
}

/**
 * `u` is the page: from the query, else what the browser says in `Referer`, which by default is its origin only (browsers
 * cut the path for another host unless the page's Referrer-Policy says otherwise), so snippets should name `u`. `s` is the
 * site: from the query, else the page's host, as the script does it. `r`, the page's own referrer, from the query only.
 * What is empty counts as absent.
 */
export function pixelHit(query: URLSearchParams, referer: string | undefined): PixelHit {
  const u = query.get('u') || referer;
  const s = query.get('s') || (u !== undefined && URL.canParse(u) ? new URL(u).hostname : undefined);
  const r = query.get('r');
  return { ...(s ? { s } : {}), ...(u ? { u } : {}), ...(r ? { r } : {}) };
}
