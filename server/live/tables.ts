// The two tables of presence, and what can be read off them. Leases and visitors point at each other by their rows' numbers:
// a visitor at its first and last lease, a lease at its visitor and the next younger one, a site at its newest visitor.
import { FIRST_FIELD, NONE, Rows } from './rows.ts';

/** How a visitor, or a lease, is there. */
export const READING = 0;
export const IDLE = 1;
export const INFERRED = 2;
/** Of a visitor that is not there. */
export const ABSENT = 3;

/** The fields of a lease's row. Its float is when its view was taken, wall ms, or UNSEEN. */
export const LEASE = {
  /** NONE: the page left before its view arrived; counts nowhere. */
  visitor: FIRST_FIELD,
  /** Of the visitor's leases, the next younger one. */
  next: 4,
  /** Its number in the site's tally of pages. */
  path: 5,
  mode: 6,
  /** 1: left, but kept for the grace since it was the visitor's last. */
  lingering: 7,
  engagedMs: 8,
  scrollDepth: 9,
  expiry: { due: 10, bucket: 11, next: 12, previous: 13 },
};

/** The fields of a visitor's row. It has no float. */
export const VISITOR = {
  /** Its leases, oldest first, never none. */
  first: FIRST_FIELD,
  last: 4,
  leases: 5,
  /** How many of them are in which mode. */
  reading: 6,
  idle: 7,
  lingering: 8,
  /** The site's other visitors. */
  nextOfSite: 14,
  previousOfSite: 15,
};

/** Where a site's tally counts its pages; the facets have the places after it. */
export const PAGES = 0;

/**
 * What is known of a visitor. Each has a field of the row, its number in the site's tally, or NONE; a place of its own in that
 * tally and a list in a state; and the name by which reports and filters ask for it.
 */
export const FACETS = [
  { name: 'referrer', dimension: 'referrer', list: 'referrers', place: 1, field: 9, isListedEmpty: false },
  { name: 'source', dimension: 'source', list: 'sources', place: 2, field: 10, isListedEmpty: true },
  { name: 'country', dimension: 'country', list: 'countries', place: 3, field: 11, isListedEmpty: true },
  { name: 'device', dimension: 'device', list: 'devices', place: 4, field: 12, isListedEmpty: true },
  { name: 'campaign', dimension: 'utm_campaign', list: 'campaigns', place: 5, field: 13, isListedEmpty: false },
] as const;
export const LISTS = 1 + FACETS.length;
export type Facet = (typeof FACETS)[number];
export type FacetName = Facet['name'];
export type FacetList = Facet['list'];

export interface Tables {
  readonly leases: Rows;
  /** Each holds a lease. */
  readonly visitors: Rows;
  /** Reading in one tab outweighs idling in another; an inferred lease tells least. */
  modeOf(visitor: number): number;
  /** Whether one of the visitor's leases is on this page. */
  isOn(visitor: number, path: number): boolean;
}

export function createTables(maxLeases: number): Tables {
  const leases = new Rows(maxLeases);
  const visitors = new Rows(maxLeases);
  return {
    leases,
    visitors,
    modeOf(visitor) {
      if (visitors.get(visitor, VISITOR.reading) > 0) return READING;
      if (visitors.get(visitor, VISITOR.idle) > 0) return IDLE;
      return visitors.get(visitor, VISITOR.leases) > 0 ? INFERRED : ABSENT;
    },
    isOn(visitor, path) {
      let lease = visitors.get(visitor, VISITOR.first);
      while (lease !== NONE && leases.get(lease, LEASE.path) !== path) lease = leases.get(lease, LEASE.next);
      return lease !== NONE;
    },
  };
}
