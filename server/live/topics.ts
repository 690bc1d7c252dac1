// What can be watched, and by which name the hub knows it.
import { type LiveFilter, liveFilterKey } from '../contract/browser.ts';

/** Those of a site's visitors for whom filters hold; behind the mark stand these, as liveFilterKey() writes them. */
export type PartOfSite = `${number}?${string}`;
/** A site by its id, or a part of one. */
export type SiteTopic = number | PartOfSite;
/** The latest hits of a site by its id. */
export type FeedTopic = `feed:${number}`;
/** Beside these the hosts that no site is registered for, and what whoever runs the server should know. */
export type Topic = SiteTopic | FeedTopic | 'unregistered' | 'notices';

export const isFeed = (topic: Topic): topic is FeedTopic => typeof topic === 'string' && topic.startsWith('feed:');
export const siteOfFeed = (topic: FeedTopic) => Number(topic.slice('feed:'.length));

export const isPart = (topic: Topic): topic is PartOfSite => typeof topic === 'string' && topic.includes('?');

/** The site that a topic is about; undefined: about none. */
export function siteOf(topic: Topic): number | undefined {
  if (typeof topic === 'number') return topic;
  if (isFeed(topic)) return siteOfFeed(topic);
  return isPart(topic) ? Number.parseInt(topic, 10) : undefined;
}

/** The topic of a part, the same one for filters that mean the same; the site's own when there are none. */
export function topicOf(siteId: number, filters: readonly LiveFilter[]): SiteTopic {
  return filters.length === 0 ? siteId : `${siteId}?${liveFilterKey(filters)}`;
}

/** What topicOf() made it of; the filters in their usual order. */
export function partOf(topic: PartOfSite): { siteId: number; filters: LiveFilter[] } {
  const mark = topic.indexOf('?');
  return { siteId: Number(topic.slice(0, mark)), filters: JSON.parse(topic.slice(mark + 1)) };
}
