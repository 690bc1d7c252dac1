// The definition of presence (DESIGN.md §2 A), written down without any thought of speed. Every lease is kept as what was last
// said about it; all counts are made anew by looking at all of them. What presence.ts must agree with.
import type { LiveDimension, LiveFilter } from '../contract/browser.ts';
import { type Arrival, GRACE_MS, INFERRED_LEASE_MS, LEASE_MS } from '../live/presence.ts';

type Facets = Pick<Arrival, 'referrer' | 'source' | 'country' | 'device' | 'campaign'>;

interface Known {
  siteId: number;
  page: string;
  visitor: string;
  path: string;
  mode: 'reading' | 'idle' | 'inferred';
  dueAt: number;
  state: 'open' | 'lingering' | 'left early';
}

const FACET_OF: Partial<Record<LiveDimension, keyof Facets>> = {
  referrer: 'referrer',
  source: 'source',
  country: 'country',
  device: 'device',
  utm_campaign: 'campaign',
};

const LIST_LENGTH = 10;

/** Of every list something; nothing is left out. */
function mapLists<Out>(lists: { [name: string]: [string, number][] }, of: (list: [string, number][]) => Out) {
  const each = Object.entries(lists).map(([name, list]) => [name, of(list)] as const);
  return Object.fromEntries(each.filter(([, out]) => out !== undefined));
}

function rank(values: string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

export function createPresenceOracle() {
  let leases: Known[] = [];
  /** By site and visitor: as they came. */
  const first = new Map<string, Facets>();
  const timeOf = (mode: Known['mode']) => (mode === 'inferred' ? INFERRED_LEASE_MS : LEASE_MS);
  const find = (siteId: number, page: string) => leases.find((lease) => lease.siteId === siteId && lease.page === page);
  const counted = () => leases.filter((lease) => lease.state !== 'left early');

  function forgetAbsent(): void {
    const present = new Set(counted().map(({ siteId, visitor }) => `${siteId} ${visitor}`));
    for (const key of first.keys()) if (!present.has(key)) first.delete(key);
  }

  function drop(gone: Known): void {
    leases = leases.filter((lease) => lease !== gone);
    forgetAbsent();
  }

  function renew(lease: Known, reading: boolean | undefined, now: number): void {
    lease.dueAt = now + timeOf(lease.mode);
    lease.state = 'open';
    if (reading !== undefined && lease.mode !== 'inferred') lease.mode = reading ? 'reading' : 'idle';
  }

  /** Who was there yesterday, under yesterday's name, is still the same, and has today's from now on. */
  function takeName({ siteId, visitor, previousVisitor }: Arrival): void {
    const key = `${siteId} ${visitor}`;
    const previous = previousVisitor?.();
    const facets = first.get(`${siteId} ${previous}`);
    if (first.has(key) || !facets) return;
    first.delete(`${siteId} ${previous}`);
    first.set(key, facets);
    for (const lease of leases) if (lease.siteId === siteId && lease.visitor === previous) lease.visitor = visitor;
  }

  function open(hit: Arrival, now: number): void {
    const known = find(hit.siteId, hit.page);
    if (known && known.state !== 'left early') {
      renew(known, hit.reading, now);
      return;
    }
    if (known && hit.by === 'view') return;
    if (known) drop(known);
    const { siteId, page, path, visitor } = hit;
    takeName(hit);
    const key = `${siteId} ${visitor}`;
    if (!first.has(key)) first.set(key, hit);
    leases = leases.filter(
      (lease) => lease.state !== 'lingering' || lease.siteId !== siteId || lease.visitor !== visitor,
    );
    const mode = hit.inferred ? 'inferred' : hit.reading === false ? 'idle' : 'reading';
    leases.push({ siteId, page, visitor, path, mode, dueAt: now + timeOf(mode), state: 'open' });
  }

  return {
    open,
    beat(hit: Arrival, now: number) {
      const known = find(hit.siteId, hit.page);
      if (known && known.state !== 'left early') renew(known, hit.reading, now);
      else open(hit, now);
    },
    leave(siteId: number, page: string, now: number) {
      const known = find(siteId, page);
      if (!known) {
        const nobody = { visitor: '', path: '', mode: 'idle' } as const;
        leases.push({ siteId, page, ...nobody, dueAt: now + LEASE_MS, state: 'left early' });
      } else if (known.state === 'open') {
        const others = counted().filter(
          (lease) => lease !== known && lease.siteId === siteId && lease.visitor === known.visitor,
        );
        if (others.length > 0) drop(known);
        else Object.assign(known, { state: 'lingering', dueAt: now + GRACE_MS });
      }
    },
    sweep(now: number) {
      leases = leases.filter((lease) => lease.dueAt > now);
      forgetAbsent();
    },
    /** As a state shows them, but for the minutes; of those for whom all filters hold. */
    counts(siteId: number, filters: readonly LiveFilter[] = []) {
      const everybody = counted().filter((lease) => lease.siteId === siteId);
      const facetOf = (visitor: string, name: keyof Facets) =>
        first.get(`${siteId} ${visitor}`)?.[name] ?? 'never seen';
      const holds = (visitor: string, [, dimension, values]: LiveFilter) => {
        const facet = FACET_OF[dimension];
        if (facet) return values.includes(facetOf(visitor, facet));
        return everybody.some((lease) => lease.visitor === visitor && values.includes(lease.path));
      };
      const visitors = [...new Set(everybody.map((lease) => lease.visitor))].filter((visitor) =>
        filters.every((filter) => holds(visitor, filter)),
      );
      const here = everybody.filter((lease) => visitors.includes(lease.visitor));
      const facet = (name: keyof Facets) => visitors.map((visitor) => facetOf(visitor, name));
      const modes = visitors.map((visitor) => {
        const held = here.filter((lease) => lease.visitor === visitor).map(({ mode }) => mode);
        return (['reading', 'idle', 'inferred'] as const).find((mode) => held.includes(mode));
      });
      const among = (mode: Known['mode']) => modes.filter((each) => each === mode).length;
      const lists = {
        pages: rank(
          visitors.flatMap((visitor) => [
            ...new Set(here.filter((lease) => lease.visitor === visitor).map((lease) => lease.path)),
          ]),
        ),
        referrers: rank(facet('referrer').filter((referrer) => referrer !== '')),
        sources: rank(facet('source')),
        countries: rank(facet('country')),
        devices: rank(facet('device')),
        campaigns: rank(facet('campaign').filter((campaign) => campaign !== '')),
      };
      return {
        visitors: visitors.length,
        tabs: here.length,
        reading: among('reading'),
        idle: among('idle'),
        inferred: among('inferred'),
        ...mapLists(lists, (list) => list.slice(0, LIST_LENGTH)),
        totals: mapLists(lists, (list) => (list.length > LIST_LENGTH ? list.length : undefined)),
      };
    },
  };
}
