// What is kept of a page's address: host, path and campaign parameters. Everything else of the query, and the fragment,
// may hold names and tokens and is dropped here, before anything is stored or shown. Pure.
import { CAMPAIGN_PARAMETERS, type Campaign } from '../store/hit-row.ts';

export interface Page {
  host: string;
  path: string;
  campaign: Campaign;
}

const UNPRINTABLE = /[\p{Cc}\p{Surrogate}\u2028\u2029]/gu;
const MAX_PATH = 2048;
const MAX_CAMPAIGN = 200;

/** `url` is a full URL (the contract saw to that). Paths are kept as sent, percent-encoded, cut at 2,048 characters. */
export function readPage(url: string): Page {
  const { hostname, pathname, searchParams } = new URL(url);
  const campaign: Campaign = {};
  for (const name of CAMPAIGN_PARAMETERS) {
    // Decoded only here, so what the contract refuses elsewhere has to be taken out.
    const value = searchParams.get(name)?.slice(0, MAX_CAMPAIGN).replace(UNPRINTABLE, '').trim();
    if (value) campaign[name] = value;
  }
  return { host: hostname, path: pathname.slice(0, MAX_PATH) || '/', campaign };
}
