// LiveVisitors, the in-memory live-visitor map. The one insight: a visitor is not "someone who loaded a page lately" but
// someone who holds a lease on at least one page that is visible now. A page's view opens its lease, beats renew it,
// its leave ends it, silence ends it too. Leases are named by the page instance, so messages that overtake each other
// cannot end the wrong one. All counts are kept step by step: a hit costs the same beside ten visitors and a million.
//
// Pure: time is passed in (monotonic ms), nothing here sets a timer or knows of HTTP.
import { createExpiry, type Expiring } from './expiry.ts';
import { createMinutes, type Minutes } from './minutes.ts';
import { createTally, type Ranked, type Tally } from './tally.ts';

/** A lease without a beat ends after this: two beats (15 s) lost, and 10 s of patience. */
export const LEASE_MS = 40_000;
/** Clients that send no beats are believed to read for five minutes. */
export const INFERRED_LEASE_MS = 5 * 60_000;
/** A visitor's last page may be gone for this long before the visitor is: a navigation must not flicker. */
export const GRACE_MS = 3_000;
/** Beyond it a visitor's oldest lease ends; many people behind one address and user agent look like one visitor. */
export const MAX_LEASES_PER_VISITOR = 64;
/** Of a client that tells no engagement. */
const UNTOLD = -1;
/** Of a page instance that left before its view came. */
const UNSEEN = -0.5;
/** Places in every list of a state. */
const LIST_LENGTH = 10;

export interface Arrival {
  siteId: number;
  /** The page instance, unique within the site. */
  page: string;
  visitor: string;
  /** The id this visitor had yesterday, if that can still be told: someone who reads across midnight stays one visitor. */
  previousVisitor?: (() => string | undefined) | undefined;
  path: string;
  /** What brought them, '' when unknown or the site itself. Only a visitor's first counts. */
  referrer: string;
  /** A beat re-opens a page that has left (it is visible again); a view that was overtaken by its leave does not. */
  by: 'view' | 'beat';
  /** False: there was no input lately. */
  reading?: boolean | undefined;
  /** The client sends no beats. */
  inferred?: boolean | undefined;
  /** When its view was taken, wall ms; of a beat, when that was. */
  at: number;
  engagement?: Engagement | undefined;
}

/** How long and how far a page instance was read so far, as its own page tells. The greatest that was told counts. */
export interface Engagement {
  engagedMs: number;
  /** Percent of the page. */
  scrollDepth: number;
}

/** What is told when a lease ends of which engagement was told; `at` is its arrival's. */
export interface EndedLease extends Engagement {
  siteId: number;
  page: string;
  /** Of its view, wall ms; of the beat that opened it when no view is known; 0 when nothing is. */
  at: number;
}

/** The counts of one site. A copy: later changes do not show in it. */
export interface LiveCounts {
  visitors: number;
  tabs: number;
  reading: number;
  idle: number;
  inferred: number;
  pages: Ranked[];
  referrers: Ranked[];
  minutes: number[];
}

export interface LiveVisitors {
  /** Opens the lease of a page instance, or renews it. False when there is no room for another lease. */
  arrive(arrival: Arrival, now: number): boolean;
  /** Renews a lease; `reading` undefined leaves that as it was. False when this page instance holds none: let it arrive. */
  renew(siteId: number, page: string, reading: boolean | undefined, now: number, engagement?: Engagement): boolean;
  /** The page is hidden or gone. Unknown page instances are remembered for a while, in case their view was overtaken. */
  leave(siteId: number, page: string, now: number, engagement?: Engagement): void;
  /** Ends what fell silent. Call it often: what is due shows at the next call. */
  sweep(now: number): void;
  /** Tells `onEnd` of the leases that are still held: the process ends, they go on. */
  tellEngagement(): void;
  counts(siteId: number, now: number): LiveCounts;
}

type Mode = 'reading' | 'idle' | 'inferred';

interface Lease extends Expiring {
  readonly page: string;
  readonly site: LiveSite;
  /** Undefined: the page left before its view arrived; counts nowhere. */
  readonly visitor: Visitor | undefined;
  path: string;
  mode: Mode;
  /** Left, but kept for the grace since it was the visitor's last. */
  lingering: boolean;
  /** When its view was taken, in ms since the first arrival of all: a small number takes no room of its own. */
  since: number;
  engagedMs: number;
  scrollDepth: number;
}

interface Visitor {
  readonly id: string;
  referrer: string;
  /** Oldest first; never empty while the visitor is in the map. */
  leases: Lease[];
}

interface LiveSite {
  readonly id: number;
  readonly visitors: Map<string, Visitor>;
  readonly leases: Map<string, Lease>;
  readonly modes: Record<Mode, number>;
  tabs: number;
  readonly pages: Tally;
  readonly referrers: Tally;
  readonly minutes: Minutes;
}

/** Reading in one tab outweighs idling in another; an inferred lease tells least. */
function modeOf(visitor: Visitor): Mode | undefined {
  let mode: Mode | undefined;
  for (const lease of visitor.leases) {
    if (lease.mode === 'reading') return 'reading';
    if (lease.mode === 'idle' || mode === undefined) mode = lease.mode;
  }
  return mode;
}

export interface PresenceOptions {
  /** Bounds the memory: about 400 bytes each. */
  maxLeases: number;
  /** Monotonic ms. */
  startedAt: number;
  /** Is told the site whenever one of its counts may have changed, synchronously. */
  onChange: (siteId: number) => void;
  /** Is told of every lease that ends and of which engagement was told, synchronously. */
  onEnd?: (ended: EndedLease) => void;
}

export function createPresence({ maxLeases, startedAt, onChange, onEnd }: PresenceOptions): LiveVisitors {
  const sites = new Map<number, LiveSite>();
  const expiry = createExpiry<Lease>(startedAt);
  let leaseCount = 0;
  /** Of the first arrival, wall ms. */
  let firstAt = 0;

  function siteOf(id: number, now: number): LiveSite {
    let site = sites.get(id);
    if (!site) {
      site = {
        id,
        visitors: new Map(),
        leases: new Map(),
        modes: { reading: 0, idle: 0, inferred: 0 },
        tabs: 0,
        pages: createTally(),
        referrers: createTally(),
        minutes: createMinutes(now),
      };
      sites.set(id, site);
    }
    return site;
  }

  /** Runs a change of a visitor's leases or modes and carries its mode over to the site's counts. */
  function changing(site: LiveSite, visitor: Visitor, now: number, change: () => void): void {
    const before = modeOf(visitor);
    change();
    const after = modeOf(visitor);
    if (before !== after) {
      if (before) site.modes[before] -= 1;
      if (after) site.modes[after] += 1;
    }
    site.minutes.note(site.visitors.size, now);
    onChange(site.id);
  }

  function attach(visitor: Visitor, lease: Lease): void {
    const { site, path } = lease;
    site.tabs += 1;
    if (visitor.leases.length === 0) {
      site.visitors.set(visitor.id, visitor);
      if (visitor.referrer) visitor.referrer = site.referrers.add(visitor.referrer);
      lease.path = site.pages.add(path);
      visitor.leases = [lease]; // push() onto an empty array would make room for seventeen
      return;
    }
    const same = visitor.leases.find((other) => other.path === path);
    lease.path = same ? same.path : site.pages.add(path);
    visitor.leases.push(lease);
  }

  function detach(visitor: Visitor, lease: Lease): void {
    const { site, path } = lease;
    visitor.leases.splice(visitor.leases.indexOf(lease), 1);
    site.tabs -= 1;
    if (!visitor.leases.some((other) => other.path === path)) site.pages.remove(path);
    if (visitor.leases.length === 0) {
      site.visitors.delete(visitor.id);
      if (visitor.referrer) site.referrers.remove(visitor.referrer);
    }
  }

  function note(lease: Lease, engagement: Engagement | undefined): void {
    if (!engagement) return;
    lease.engagedMs = Math.max(lease.engagedMs, engagement.engagedMs);
    lease.scrollDepth = Math.max(lease.scrollDepth, engagement.scrollDepth);
  }

  function tell({ site, page, since, engagedMs, scrollDepth }: Lease): void {
    if (engagedMs >= 0)
      onEnd?.({ siteId: site.id, page, at: since === UNSEEN ? 0 : firstAt + since, engagedMs, scrollDepth });
  }

  function forget(lease: Lease): void {
    tell(lease);
    lease.site.leases.delete(lease.page);
    expiry.remove(lease);
    leaseCount -= 1;
    if (lease.visitor) detach(lease.visitor, lease);
  }

  function end(lease: Lease, now: number): void {
    if (lease.visitor) changing(lease.site, lease.visitor, now, () => forget(lease));
    else forget(lease);
  }

  function schedule(lease: Lease, dueAt: number): void {
    const sooner = dueAt < lease.dueAt;
    lease.dueAt = dueAt;
    if (sooner) expiry.file(lease);
  }

  function open(site: LiveSite, lease: Lease): void {
    site.leases.set(lease.page, lease);
    leaseCount += 1;
    expiry.file(lease);
  }

  function renewLease(lease: Lease, visitor: Visitor, reading: boolean | undefined, now: number): void {
    schedule(lease, Math.ceil(now + (lease.mode === 'inferred' ? INFERRED_LEASE_MS : LEASE_MS)));
    lease.lingering = false;
    const mode = reading === undefined || lease.mode === 'inferred' ? lease.mode : reading ? 'reading' : 'idle';
    if (mode === lease.mode) return; // the usual beat changes nothing that anyone sees
    changing(lease.site, visitor, now, () => {
      lease.mode = mode;
    });
  }

  return {
    arrive(arrival, now) {
      const site = siteOf(arrival.siteId, now);
      const known = site.leases.get(arrival.page);
      if (known?.visitor) {
        note(known, arrival.engagement);
        renewLease(known, known.visitor, arrival.reading, now);
        return true;
      }
      if (known) {
        if (arrival.by === 'view') {
          known.since = arrival.at - firstAt; // it has left already; what it said of its reading is told when this ends
          return true;
        }
        forget(known);
      }
      if (leaseCount >= maxLeases) return false;

      const visitor = site.visitors.get(arrival.visitor) ??
        site.visitors.get(arrival.previousVisitor?.() ?? '') ?? {
          id: arrival.visitor,
          referrer: arrival.referrer,
          leases: [],
        };
      firstAt ||= arrival.at;
      const mode: Mode = arrival.inferred ? 'inferred' : arrival.reading === false ? 'idle' : 'reading';
      const lease: Lease = {
        page: arrival.page,
        site,
        visitor,
        path: arrival.path,
        mode,
        lingering: false,
        since: arrival.at - firstAt,
        engagedMs: UNTOLD,
        scrollDepth: 0,
        dueAt: Math.ceil(now + (mode === 'inferred' ? INFERRED_LEASE_MS : LEASE_MS)), // whole: takes no room of its own
        bucket: -1,
        place: 0,
      };
      note(lease, arrival.engagement);
      changing(site, visitor, now, () => {
        attach(visitor, lease);
        open(site, lease);
        // The page they came from is gone; it only lingered in case nothing followed.
        for (const other of visitor.leases.filter((other) => other.lingering)) forget(other);
        const [oldest] = visitor.leases;
        if (oldest && visitor.leases.length > MAX_LEASES_PER_VISITOR) forget(oldest);
      });
      return true;
    },

    renew(siteId, page, reading, now, engagement) {
      const lease = sites.get(siteId)?.leases.get(page);
      if (!lease?.visitor) return false;
      note(lease, engagement);
      renewLease(lease, lease.visitor, reading, now);
      return true;
    },

    leave(siteId, page, now, engagement) {
      const site = siteOf(siteId, now);
      const lease = site.leases.get(page);
      if (!lease) {
        if (leaseCount >= maxLeases) return;
        const nobody = { visitor: undefined, path: '', mode: 'idle', lingering: false } as const;
        const untold = { since: UNSEEN, engagedMs: UNTOLD, scrollDepth: 0 };
        const left: Lease = {
          page,
          site,
          ...nobody,
          ...untold,
          dueAt: Math.ceil(now + LEASE_MS),
          bucket: -1,
          place: 0,
        };
        note(left, engagement);
        open(site, left);
        return;
      }
      note(lease, engagement);
      if (!lease.visitor || lease.lingering) return;
      if (lease.visitor.leases.some((other) => other !== lease)) end(lease, now);
      else {
        lease.lingering = true;
        schedule(lease, Math.ceil(now + GRACE_MS));
      }
    },

    sweep(now) {
      for (const lease of expiry.takeDue(now)) end(lease, now);
    },

    tellEngagement() {
      for (const site of sites.values()) for (const lease of site.leases.values()) tell(lease);
    },

    counts(siteId, now) {
      const site = siteOf(siteId, now);
      const visitors = site.visitors.size;
      site.minutes.note(visitors, now);
      return {
        visitors,
        tabs: site.tabs,
        ...site.modes,
        pages: site.pages.top(LIST_LENGTH),
        referrers: site.referrers.top(LIST_LENGTH),
        minutes: site.minutes.peaks(),
      };
    },
  };
}
