// What the feed shows of a stored hit. Pure. An event's properties are left out: they belong to whoever asks for the trail.
import type { FeedHit } from '../contract/browser.ts';
import type { HitRow } from '../store/hit-row.ts';

/** A copy: V8 keeps the whole of a URL alive, its query too, for as long as a longer slice of it is. */
const own = (text: string) => (text.length <= 12 ? text : Buffer.from(text).toString());

/** `isNew`: its visitor was not on the site the moment before. The number is the feed's to give. */
export function feedHit(row: HitRow, isNew: boolean): FeedHit {
  return {
    n: 0,
    t: row.at,
    kind: row.kind,
    visitor: row.visitor ?? row.pageInstance,
    linked: row.visitor !== undefined,
    isNew,
    host: row.host,
    path: own(row.path),
    title: row.title ?? '',
    // A page of the site itself says nothing about what brought them.
    referrer: row.channel === 'internal' ? '' : own(row.referrer ?? ''),
    source: row.source,
    campaign: row.campaign.utm_campaign ?? '',
    country: row.country,
    device: row.device,
    browser: row.browser,
    os: row.os,
    event: row.eventName ?? '',
  };
}
