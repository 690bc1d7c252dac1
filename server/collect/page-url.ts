// What is kept of a page's address: host, path and campaign parameters. Everything else of the query, and the fragment,
// may hold names and tokens and is dropped here, before anything is stored or shown. Pure.
import { keptPath } from '../contract/browser.ts';
import { CAMPAIGN_PARAMETERS, type Campaign } from '../store/hit-row.ts';
import { CLICK_IDS, type ClickId } from './click-ids.ts';
import { MAX_HOST } from './host-suffix.ts';
import { remember } from './memo.ts';
import { ownText } from './own-text.ts';

export interface Page {
  host: string;
  path: string;
  campaign: Campaign;
  /** What the click id in the query says, one of a paid click before others; undefined without one. */
  clickId: ClickId | undefined;
}

const UNPRINTABLE = /[\p{Cc}\p{Surrogate}\u2028\u2029]/gu;
const MAX_CAMPAIGN = 200;
/** Longer than any parameter that is looked for. */
const MAX_NAME = 16;

type CampaignParameter = (typeof CAMPAIGN_PARAMETERS)[number];
const IS_CAMPAIGN: ReadonlySet<string> = new Set(CAMPAIGN_PARAMETERS);
const isCampaign = (name: string): name is CampaignParameter => IS_CAMPAIGN.has(name);

const isEncoded = (text: string) => text.includes('%') || text.includes('+');

/** As a form's query is decoded: `+` is a space, and what is no UTF-8 becomes U+FFFD. */
const decode = (text: string) => new URLSearchParams(`v=${text}`).get('v') ?? '';

function campaignValue(text: string): string {
  if (!isEncoded(text)) return text.slice(0, MAX_CAMPAIGN);
  // Decoded only here, so what the contract refuses elsewhere has to be taken out.
  return decode(text).slice(0, MAX_CAMPAIGN).replace(UNPRINTABLE, '').trim();
}

/** One pass over the parameters as they are written: nearly all of them are nobody's business and not even decoded. */
function readQuery(query: string): Pick<Page, 'campaign' | 'clickId'> {
  const campaign: Campaign = {};
  let clickId: ClickId | undefined;
  for (let start = 0; start < query.length; ) {
    const ampersand = query.indexOf('&', start);
    const end = ampersand === -1 ? query.length : ampersand;
    const equals = query.indexOf('=', start);
    const nameEnd = equals === -1 || equals > end ? end : equals;
    // A name of ours that somebody percent-encoded is let go: nobody does, and decoding every name costs every hit.
    const name = nameEnd - start > MAX_NAME ? '' : query.slice(start, nameEnd);
    if (isCampaign(name)) {
      const value = campaignValue(query.slice(nameEnd + 1, end));
      if (value !== '') campaign[name] ??= value;
    } else {
      const said = CLICK_IDS.get(name);
      if (said && (clickId === undefined || (clickId.channel !== 'paid' && said.channel === 'paid'))) clickId = said;
    }
    start = end + 1;
  }
  return { campaign, clickId };
}

function parse(url: string): Page {
  const { hostname, pathname, search } = new URL(url);
  const host = hostname.length > MAX_HOST ? hostname.slice(0, MAX_HOST) : hostname;
  const path = ownText(keptPath(pathname) || '/');
  if (search.length < 2) return { host, path, campaign: NO_CAMPAIGN, clickId: undefined };
  return { host, path, ...readQuery(search.slice(1)) };
}

const NO_CAMPAIGN: Campaign = Object.freeze({});

/** A site's pages, of which the same are read again and again. With a query or a fragment they may be anybody's own. */
const MAX_REMEMBERED = 5_000;
const MAX_SHORT = 200;
const plain = remember(MAX_REMEMBERED, MAX_SHORT, parse);

/**
 * `url` is a full URL (the contract saw to that). Paths are kept as sent, percent-encoded in capitals, cut at 2,048 characters; of a
 * campaign parameter that is there twice the first counts, cut at 200 characters. URL takes hosts that DNS would not: they are
 * cut at 253. The answer is shared: do not change it. Its path keeps nothing of the query in memory.
 */
export function readPage(url: string): Page {
  return url.length > MAX_SHORT || url.includes('?') || url.includes('#') ? parse(url) : plain(url);
}
