// What the feed shows of a stored hit. Pure. An event's properties are left out: they belong to whoever asks for the trail.
import type { FeedHit } from '../contract/browser.ts';
import type { HitRow } from '../store/hit-row.ts';

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
    path: row.path,
    title: row.title ?? '',
    // A page of the site itself says nothing about what brought them.
    referrer: row.channel === 'internal' ? '' : (row.referrer ?? ''),
    source: row.source,
    campaign: row.campaign.utm_campaign ?? '',
    country: row.country,
    device: row.device,
    browser: row.browser,
    os: row.os,
    event: row.eventName ?? '',
  };
}
