// Who sent a visitor, under the name people know, and by what kind of way: referrer + campaign parameters + click id →
// source and channel. Pure; the rules are readSource, in order.
import { parse } from 'tldts';
import { CAMPAIGN_PARAMETERS, type Campaign } from '../store/hit-row.ts';
import type { ClickId } from './click-ids.ts';
import { longestSuffix, MAX_HOST } from './host-suffix.ts';
import { APPS, HOSTS, NICKNAMES, SEARCH_BRANDS } from './known-sources.ts';
import { remember } from './memo.ts';
import { isInternal, type Referrer } from './referrer.ts';

export type Channel = 'direct' | 'search' | 'social' | 'ai' | 'email' | 'paid' | 'campaign' | 'internal' | 'other';

/** Answers are shared between hits. */
export interface Origin {
  /** `Google`, `Hacker News`, a domain such as `example.org`, or utm_source as given; '' for direct and internal. */
  readonly source: string;
  readonly channel: Channel;
}

/** What readPage and readReferrer found, and where. Hosts lower case; `siteHost` as registered. */
export interface Clues {
  referrer: Referrer | undefined;
  campaign: Campaign;
  clickId: ClickId | undefined;
  siteHost: string;
  pageHost: string;
}

const DIRECT: Origin = { source: '', channel: 'direct' };
const INTERNAL: Origin = { source: '', channel: 'internal' };
const MAX_REMEMBERED = 4000;
const MAX_UTM = 200;

type Table = typeof HOSTS;

/** Each host or package of a table → its sender. */
function byKey(table: Table): Map<string, Origin> {
  const rows = Object.entries(table) as [Channel, { [source: string]: string }][];
  return new Map(
    rows.flatMap(([channel, sources]) =>
      Object.entries(sources).flatMap(([source, keys]) =>
        keys.split(' ').map((key) => [key, { source, channel }] as const),
      ),
    ),
  );
}

const knownHosts = byKey(HOSTS);
const knownApps = byKey(APPS);
const brands = new Map(Object.entries(SEARCH_BRANDS));

const knownNames = new Map([...knownHosts.values()].map((origin) => [origin.source.toLowerCase(), origin]));
for (const [written, source] of Object.entries(NICKNAMES)) {
  const origin = knownNames.get(source.toLowerCase());
  if (origin) knownNames.set(written, origin);
}

/** Endings under which a brand has its countries' sites; under the others (google.xyz, google.github.io) sits anyone. */
const IS_COUNTRY = /^(?:[a-z]{2}|(?:com|co)\.[a-z]{2})$/;

interface Sender extends Origin {
  /** In the table; otherwise the source is the host's registrable domain. */
  isKnown: boolean;
}

/** Finding the registrable domain takes a walk through the list of public suffixes: hence remembered. */
const senderOfHost = remember<Sender>(MAX_REMEMBERED, MAX_HOST, (host) => {
  const suffix = longestSuffix(host, knownHosts);
  const known = suffix === undefined ? undefined : knownHosts.get(suffix);
  if (known) return { ...known, isKnown: true };
  // Private suffixes count: two people's blogs on github.io are two sources.
  const { domain, domainWithoutSuffix, publicSuffix } = parse(host, { allowPrivateDomains: true });
  const brand = IS_COUNTRY.test(publicSuffix ?? '') ? brands.get(domainWithoutSuffix ?? '') : undefined;
  if (brand !== undefined) return { source: brand, channel: 'search', isKnown: true };
  return { source: domain ?? host, channel: 'other', isKnown: false };
});

/** Packages read the other way round: org.telegram covers org.telegram.messenger. */
const senderOfApp = remember<Sender>(MAX_REMEMBERED, MAX_HOST, (name) => {
  for (let end = name.length; end > 0; end = name.lastIndexOf('.', end - 1)) {
    const known = knownApps.get(name.slice(0, end));
    if (known) return { ...known, isKnown: true };
  }
  return { source: name, channel: 'other', isKnown: false };
});

const senderOfName = remember<Sender>(MAX_REMEMBERED, MAX_UTM, (written) => {
  const name = written.toLowerCase().replace(/^www\./, '');
  const known = knownNames.get(name);
  if (known) return { ...known, isKnown: true };
  const host = /^[a-z0-9.-]+\.[a-z]+$/.test(name) ? senderOfHost(name) : undefined;
  return host?.isKnown ? host : { source: written, channel: 'campaign', isKnown: false };
});

function senderOf({ host, isApp }: Referrer, siteHost: string): Origin {
  if (isApp) return senderOfApp(host);
  const sender = senderOfHost(host);
  if (sender.isKnown || sender.source === host) return sender;
  // A neighbour on the site's own domain is told by its whole name: blog.example.com, not example.com.
  const isNeighbour = siteHost === sender.source || siteHost.endsWith(`.${sender.source}`);
  return isNeighbour ? { source: host, channel: 'other' } : sender;
}

const MEDIUMS = new Map<string, Channel>(
  (
    [
      [
        'paid',
        'cpc ppc cpm cpv cpa cpl cpp cps sem ad ads adwords banner display retargeting remarketing sponsored native',
      ],
      ['email', 'email e-mail e_mail mail newsletter newsletters'],
      ['social', 'social social-media social_media social-network social_network organic-social organic_social sm'],
      ['ai', 'ai llm chatbot'],
    ] as const
  ).flatMap(([channel, words]) => words.split(' ').map((word) => [word, channel] as const)),
);

/** What utm_medium says of the way; undefined when it is absent or a word of its own. */
function channelOfMedium(medium: string | undefined): Channel | undefined {
  const word = medium?.toLowerCase().replaceAll(' ', '-');
  if (!word) return undefined;
  return /^paid|[-_]paid$/.test(word) ? 'paid' : MEDIUMS.get(word);
}

/** utm_source=newsletter, alone, is common; other ways are not named there. */
function isMailing({ utm_medium, utm_source }: Campaign): boolean {
  return utm_medium === undefined && MEDIUMS.get(utm_source?.toLowerCase() ?? '') === 'email';
}

/** utm_source alone is what assistants and apps add by themselves; `organic` and `referral` say that nobody paid or sent. */
function isNoCampaign({ utm_medium, utm_campaign }: Campaign): boolean {
  return utm_medium === undefined ? utm_campaign === undefined : /^(?:organic|referral)$/i.test(utm_medium);
}

const isTagged = (campaign: Campaign) => CAMPAIGN_PARAMETERS.some((name) => campaign[name] !== undefined);

function channelOf(campaign: Campaign, clickId: ClickId | undefined, named: Sender | undefined): Channel {
  const medium = isMailing(campaign) ? 'email' : channelOfMedium(campaign.utm_medium);
  if (medium === 'paid' || clickId?.channel === 'paid' || named?.channel === 'paid') return 'paid';
  if (medium !== undefined) return medium;
  if (clickId && (clickId.channel === 'email' || !isTagged(campaign))) return clickId.channel;
  return named?.isKnown && isNoCampaign(campaign) ? named.channel : 'campaign';
}

/**
 * Where a visitor came from. The first rule that applies gives the channel:
 * 1. a paid click: utm_medium cpc, ppc, cpm, display, banner, paid… and their like, a click id that only advertisements
 *    carry (gclid, msclkid, …), or a sender of advertisements by name → `paid`;
 * 2. utm_medium email, newsletter, social, ai and their like → that; utm_source=newsletter without a medium, or a mailer's
 *    click id → `email`;
 * 3. utm_source names a sender of the table and nothing speaks of a campaign (utm_source=chatgpt.com is what ChatGPT
 *    adds by itself) → that sender's channel;
 * 4. any other utm parameter → `campaign`;
 * 5. a referrer → its sender's channel, `other` when the table does not know it, `internal` for the site itself;
 * 6. a click id that any link carries (fbclid) → its sender's channel; nothing at all → `direct`.
 *
 * The source is utm_source (by the name people know, else as given), else the referrer's sender, else the click id's;
 * at most 253 characters. Never throws.
 */
export function readSource(clues: Clues): Origin {
  const { referrer, campaign, clickId, siteHost, pageHost } = clues;
  let untagged = DIRECT;
  if (referrer) untagged = isInternal(referrer, siteHost, pageHost) ? INTERNAL : senderOf(referrer, siteHost);
  // fbclid and its like say less than a referrer does: the link may have been passed on from there.
  const isToldByReferrer = untagged !== DIRECT && (clickId?.channel === 'social' || clickId?.channel === 'search');
  if ((clickId === undefined || isToldByReferrer) && !isTagged(campaign)) return untagged;
  const named = campaign.utm_source === undefined ? undefined : senderOfName(campaign.utm_source);
  return {
    source: named?.source ?? (untagged.source || (clickId?.source ?? '')),
    channel: channelOf(campaign, clickId, named),
  };
}
