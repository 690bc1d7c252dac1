// LiveVisitors, the in-memory live-visitor map. The one insight: a visitor is not "someone who loaded a page lately" but
// someone who holds a lease on at least one page that is visible now. A page's view opens its lease, beats renew it,
// its leave ends it, silence ends it too. Leases are named by the page instance, so messages that overtake each other
// cannot end the wrong one. All counts are kept step by step: a hit costs the same beside ten visitors and a million.
//
// Leases and visitors are rows of two tables (tables.ts) that point at each other by number.
//
// Pure: time is passed in (monotonic ms), nothing here sets a timer or knows of HTTP.
import type { LiveDimension, LiveFilter } from '../contract/browser.ts';
import { highOf, idFrom, lowOf } from '../id64.ts';
import { type ChosenCounts, countChosen, listsOf, rowsOfChosen, type Shown } from './chosen.ts';
import { createExpiry } from './expiry.ts';
import { createMinutes, lookAgain, type MinuteCount, type Minutes, minuteAt, runningMinute } from './minutes.ts';
import { NONE } from './rows.ts';
import { ABSENT, createTables, FACETS, type Facet, IDLE, INFERRED, LEASE, PAGES, READING, VISITOR } from './tables.ts';
import { Tally, type Top } from './tally.ts';

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
const UNSEEN = 0;

export interface Arrival {
  siteId: number;
  /** The page instance, unique within the site; 16 hexadecimal digits, as is the visitor. */
  page: string;
  visitor: string;
  /**
   * The id this visitor had yesterday, if that can still be told: someone who reads across midnight stays one visitor, and is known
   * by today's id from this arrival on.
   */
  previousVisitor?: (() => string | undefined) | undefined;
  path: string;
  /** What brought them, '' when unknown or the site itself. Of this and what follows only a visitor's first counts. */
  referrer: string;
  /** Under the name people know, '' when they came by themselves. */
  source: string;
  /** ISO 3166-1 alpha-2, '' when unknown. */
  country: string;
  device: string;
  /** '' when they came by none. */
  campaign: string;
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

/** What is kept of a site's minute. */
export interface SiteMinute extends MinuteCount {
  siteId: number;
}

/** Of a visitor's first hit; '' as in an arrival. */
export type Origin = Pick<Arrival, 'referrer' | 'source' | 'campaign'>;

/** The counts of one site. A copy: later changes do not show in it. */
export interface LiveCounts extends ChosenCounts {
  minutes: number[];
}

/** What a site's rules say of what is known of a lease. */
export interface Excluded {
  path(path: string): boolean;
  country(country: string): boolean;
}

export interface LiveVisitors {
  /** Opens the lease of a page instance, or renews it. False when there is no room for another lease. */
  arrive(arrival: Arrival, now: number): boolean;
  /** Whether this visitor is on the site, the grace after their last page included; perhaps still under yesterday's id. */
  isHere(visitor: Pick<Arrival, 'siteId' | 'visitor' | 'previousVisitor'>): boolean;
  /** What brought a visitor who is on the site, as the lists count them; undefined for who is not. */
  originOf(siteId: number, visitor: string): Origin | undefined;
  /** Renews a lease; `reading` undefined leaves that as it was. False when this page instance holds none: let it arrive. */
  renew(siteId: number, page: string, reading: boolean | undefined, now: number, engagement?: Engagement): boolean;
  /**
   * Its page's reader is known by this id from now on: told apart where they were not, or the other way round. What brought whoever held
   * the lease is said of them. Nothing changes for a page that holds no lease, or whose reader has this id already, or yesterday's.
   */
  identify(arrival: Pick<Arrival, 'siteId' | 'page' | 'visitor' | 'previousVisitor'>, now: number): void;
  /** The page is hidden or gone. Unknown page instances are remembered for a while, in case their view was overtaken. */
  leave(siteId: number, page: string, now: number, engagement?: Engagement): void;
  /** The page does not count any more: its lease ends at once, and what was told of its engagement stays. Harmless without a lease. */
  turnAway(siteId: number, page: string, now: number): void;
  /**
   * Likewise the inferred leases of a site that are excluded: they send no beat at which they could be judged. At most so many of them
   * go; true when more may have to. Looks at every visitor of the site: some 50 ns each.
   */
  turnAwayInferred(siteId: number, excluded: Excluded, most: number, now: number): boolean;
  /** Where the visitor of a page instance is; '' when that is not known, or the page holds no lease. */
  countryOf(siteId: number, page: string): string;
  /** Ends what fell silent. Call it often: what is due shows at the next call. */
  sweep(now: number): void;
  /**
   * The site was removed: at most so many of its visitors go, untold. False when none is left, and the site is forgotten; nobody may
   * arrive there meanwhile.
   */
  dismiss(siteId: number, most: number, now: number): boolean;
  /**
   * The hits of some pages were deleted: at most so many of the leases on them end, untold. False when none is left. Who reads on is
   * here again with the next beat.
   */
  dismissPages(siteId: number, isMeant: (path: string) => boolean, most: number, now: number): boolean;
  /** Tells `onEnd` of the leases that are still held: the process ends, they go on. */
  tellEngagement(): void;
  counts(siteId: number, now: number): LiveCounts;
  /** The counts of those for whom all filters hold. Looks at every visitor of the site: some 50 ns each. */
  countChosen(siteId: number, filters: readonly LiveFilter[], now: number): ChosenCounts;
  /** The `most` greatest of one of its lists, of those for whom all filters hold, and how many values that list has. */
  rows(siteId: number, dimension: LiveDimension, filters: readonly LiveFilter[], most: number): Top;
  /**
   * The minutes that have ended since the last call, of every site where somebody was; call it as each ends, with what the
   * wall clock says then. `isLast`: and what there is of the running one, since the process ends.
   */
  takeMinutes(now: number, wall: number, isLast?: boolean): SiteMinute[];
  /** Which minute runs, in minutes since 1970. */
  minuteAt(now: number): number;
  /** The visitors of a site, or of one of its pages, as `counts` would list them, however many there are. */
  countOf(siteId: number, path?: string): number;
}

/** `answer`, asked once for each number. */
function once(answer: (number: number) => boolean): (number: number) => boolean {
  const known = new Map<number, boolean>();
  return (number) => {
    let said = known.get(number);
    if (said === undefined) {
      said = answer(number);
      known.set(number, said);
    }
    return said;
  };
}

const [REFERRER, SOURCE, COUNTRY, DEVICE, CAMPAIGN] = FACETS;

/** What a visitor is counted by in the lists: that of their first hit. */
type Facets = Origin & Pick<Arrival, 'country' | 'device'>;

interface LiveSite extends Shown {
  readonly id: number;
  /** The newest of its visitors; each row names the next. */
  first: number;
  visitors: number;
  tabs: number;
  /** Visitors by mode: READING, IDLE, INFERRED; ABSENT is nobody's concern. */
  readonly modes: [number, number, number, number];
  readonly minutes: Minutes;
}

export interface PresenceOptions {
  /** Bounds the memory: some 160 to 190 bytes each, and what the values in the lists take. */
  maxLeases: number;
  /** Monotonic ms. */
  startedAt: number;
  /** What the wall clock says then; minutes begin with its own. Without it they are the monotonic clock's. */
  startedAtWall?: number;
  /** Is told the site whenever one of its counts may have changed, synchronously. */
  onChange: (siteId: number) => void;
  /** Is told of every lease that ends and of which engagement was told, synchronously. */
  onEnd?: (ended: EndedLease) => void;
}

export function createPresence(options: PresenceOptions): LiveVisitors {
  const { maxLeases, startedAt, startedAtWall = startedAt, onChange, onEnd } = options;
  const sites = new Map<number, LiveSite>();
  const tables = createTables(maxLeases);
  const { leases, visitors, modeOf, isOn } = tables;
  const expiry = createExpiry(leases, LEASE.expiry, startedAt);
  let running = runningMinute(startedAt, startedAtWall);

  function siteOf(id: number, now: number): LiveSite {
    let site = sites.get(id);
    if (!site) {
      site = {
        id,
        first: NONE,
        visitors: 0,
        tabs: 0,
        modes: [0, 0, 0, 0],
        tally: new Tally(),
        minutes: createMinutes(now, minuteAt(now, running)),
      };
      sites.set(id, site);
    }
    return site;
  }

  const findLease = (siteId: number, page: string) => leases.find(siteId, highOf(page), lowOf(page));
  const findVisitor = (siteId: number, id: string) => visitors.find(siteId, highOf(id), lowOf(id));

  /** After a change of a visitor's leases or modes: carries its mode over to the site's counts. */
  function changed(site: LiveSite, before: number, after: number, now: number): void {
    if (before !== after) {
      (site.modes[before] as number) -= 1;
      (site.modes[after] as number) += 1;
    }
    site.minutes.note(site.visitors, now);
    onChange(site.id);
  }

  function countMode(visitor: number, mode: number, by: number): void {
    if (mode === READING) visitors.add(visitor, VISITOR.reading, by);
    else if (mode === IDLE) visitors.add(visitor, VISITOR.idle, by);
  }

  function setMode(lease: number, visitor: number, mode: number): void {
    countMode(visitor, leases.get(lease, LEASE.mode), -1);
    countMode(visitor, mode, 1);
    leases.set(lease, LEASE.mode, mode);
  }

  function setLingering(lease: number, visitor: number, lingering: 0 | 1): void {
    visitors.add(visitor, VISITOR.lingering, lingering - leases.get(lease, LEASE.lingering));
    leases.set(lease, LEASE.lingering, lingering);
  }

  function know(site: LiveSite, visitor: number, { field, place, isListedEmpty }: Facet, value: string): void {
    visitors.set(visitor, field, value === '' && !isListedEmpty ? NONE : site.tally.hold(place, value));
  }

  function enter(site: LiveSite, high: number, low: number, arrival: Facets): number {
    const visitor = visitors.insert(site.id, high, low);
    visitors.set(visitor, VISITOR.first, NONE);
    visitors.set(visitor, VISITOR.last, NONE);
    // Not in a loop: V8 looks a property up anew each time when its name changes.
    know(site, visitor, REFERRER, arrival.referrer);
    know(site, visitor, SOURCE, arrival.source);
    know(site, visitor, COUNTRY, arrival.country);
    know(site, visitor, DEVICE, arrival.device);
    know(site, visitor, CAMPAIGN, arrival.campaign);
    visitors.set(visitor, VISITOR.nextOfSite, site.first);
    visitors.set(visitor, VISITOR.previousOfSite, NONE);
    if (site.first !== NONE) visitors.set(site.first, VISITOR.previousOfSite, visitor);
    site.first = visitor;
    site.visitors += 1;
    return visitor;
  }

  /** Makes a lease the visitor's youngest. */
  function attach(site: LiveSite, visitor: number, lease: number, path: string, mode: number): void {
    const page = site.tally.hold(PAGES, path);
    if (isOn(visitor, page)) site.tally.release(page); // another tab of theirs shows it: they count once
    leases.set(lease, LEASE.path, page);
    leases.set(lease, LEASE.visitor, visitor);
    leases.set(lease, LEASE.next, NONE);
    leases.set(lease, LEASE.mode, mode);
    countMode(visitor, mode, 1);
    const last = visitors.get(visitor, VISITOR.last);
    if (last === NONE) visitors.set(visitor, VISITOR.first, lease);
    else leases.set(last, LEASE.next, lease);
    visitors.set(visitor, VISITOR.last, lease);
    visitors.add(visitor, VISITOR.leases, 1);
    site.tabs += 1;
  }

  function unchain(visitor: number, lease: number): void {
    let before = NONE;
    for (let each = visitors.get(visitor, VISITOR.first); each !== lease; each = leases.get(each, LEASE.next)) {
      before = each;
    }
    const after = leases.get(lease, LEASE.next);
    if (before === NONE) visitors.set(visitor, VISITOR.first, after);
    else leases.set(before, LEASE.next, after);
    if (after === NONE) visitors.set(visitor, VISITOR.last, before);
  }

  /** The visitor stays in its table, even without a lease. */
  function detach(site: LiveSite, visitor: number, lease: number): void {
    unchain(visitor, lease);
    setLingering(lease, visitor, 0);
    countMode(visitor, leases.get(lease, LEASE.mode), -1);
    visitors.add(visitor, VISITOR.leases, -1);
    site.tabs -= 1;
    const path = leases.get(lease, LEASE.path);
    if (!isOn(visitor, path)) site.tally.release(path);
  }

  function goAway(site: LiveSite, visitor: number): void {
    for (const { field } of FACETS) {
      const held = visitors.get(visitor, field);
      if (held !== NONE) site.tally.release(held);
    }
    const next = visitors.get(visitor, VISITOR.nextOfSite);
    const previous = visitors.get(visitor, VISITOR.previousOfSite);
    if (previous === NONE) site.first = next;
    else visitors.set(previous, VISITOR.nextOfSite, next);
    if (next !== NONE) visitors.set(next, VISITOR.previousOfSite, previous);
    visitors.remove(visitor);
    site.visitors -= 1;
  }

  function note(lease: number, engagement: Engagement | undefined): void {
    if (!engagement) return;
    const { engagedMs, scrollDepth } = engagement;
    if (engagedMs > leases.get(lease, LEASE.engagedMs)) leases.set(lease, LEASE.engagedMs, engagedMs);
    if (scrollDepth > leases.get(lease, LEASE.scrollDepth)) leases.set(lease, LEASE.scrollDepth, scrollDepth);
  }

  function tell(lease: number): void {
    const engagedMs = leases.get(lease, LEASE.engagedMs);
    if (engagedMs === UNTOLD || !onEnd) return;
    onEnd({
      siteId: leases.siteOf(lease),
      page: idFrom(leases.highOf(lease), leases.lowOf(lease)),
      at: leases.getFloat(lease),
      engagedMs,
      scrollDepth: leases.get(lease, LEASE.scrollDepth),
    });
  }

  function open(siteId: number, high: number, low: number, at: number, dueAt: number): number {
    const lease = leases.insert(siteId, high, low);
    leases.setFloat(lease, at);
    leases.set(lease, LEASE.visitor, NONE);
    leases.set(lease, LEASE.engagedMs, UNTOLD);
    expiry.schedule(lease, dueAt);
    return lease;
  }

  /** Of a page instance that nobody was seen with, or is any more. */
  function close(lease: number): void {
    tell(lease);
    expiry.remove(lease);
    leases.remove(lease);
  }

  function forget(site: LiveSite, lease: number): void {
    const visitor = leases.get(lease, LEASE.visitor);
    if (visitor !== NONE) detach(site, visitor, lease);
    close(lease);
  }

  function end(site: LiveSite, lease: number, now: number): void {
    const visitor = leases.get(lease, LEASE.visitor);
    const before = modeOf(visitor);
    forget(site, lease);
    const after = modeOf(visitor);
    if (after === ABSENT) goAway(site, visitor);
    changed(site, before, after, now);
  }

  function keepWithinMost(site: LiveSite, visitor: number): void {
    if (visitors.get(visitor, VISITOR.leases) > MAX_LEASES_PER_VISITOR) {
      forget(site, visitors.get(visitor, VISITOR.first));
    }
  }

  /** What the lists count a visitor by, though they may go away. */
  function facetsOf(site: LiveSite, visitor: number): Facets {
    const held = ({ field }: Facet) => {
      const number = visitors.get(visitor, field);
      return number === NONE ? '' : site.tally.valueOf(number);
    };
    return {
      ...{ referrer: held(REFERRER), source: held(SOURCE), campaign: held(CAMPAIGN) },
      ...{ country: held(COUNTRY), device: held(DEVICE) },
    };
  }

  /** Takes a lease from its visitor, who goes with their last, and gives it to another, who comes with it if they are not here. */
  function hand(site: LiveSite, lease: number, high: number, low: number, now: number): void {
    const from = leases.get(lease, LEASE.visitor);
    const facets = facetsOf(site, from);
    const path = site.tally.valueOf(leases.get(lease, LEASE.path));
    const mode = leases.get(lease, LEASE.mode);
    const before = modeOf(from);
    detach(site, from, lease);
    const after = modeOf(from);
    if (after === ABSENT) goAway(site, from);
    changed(site, before, after, now);

    const known = visitors.find(site.id, high, low);
    const to = known === NONE ? enter(site, high, low, facets) : known;
    const was = modeOf(to);
    attach(site, to, lease, path, mode);
    keepWithinMost(site, to);
    changed(site, was, modeOf(to), now);
  }

  /** The page they came from is gone; it only lingered in case nothing followed. */
  function forgetLingering(site: LiveSite, visitor: number): void {
    let lease = visitors.get(visitor, VISITOR.first);
    while (visitors.get(visitor, VISITOR.lingering) > 0) {
      const next = leases.get(lease, LEASE.next);
      if (leases.get(lease, LEASE.lingering) === 1) forget(site, lease);
      lease = next;
    }
  }

  function renewLease(lease: number, reading: boolean | undefined, now: number): void {
    const visitor = leases.get(lease, LEASE.visitor);
    const mode = leases.get(lease, LEASE.mode);
    expiry.schedule(lease, now + (mode === INFERRED ? INFERRED_LEASE_MS : LEASE_MS));
    if (leases.get(lease, LEASE.lingering) === 1) setLingering(lease, visitor, 0);
    const next = reading === undefined || mode === INFERRED ? mode : reading ? READING : IDLE;
    if (next === mode) return; // the usual beat changes nothing that anyone sees
    const before = modeOf(visitor);
    setMode(lease, visitor, next);
    changed(siteOf(leases.siteOf(lease), now), before, modeOf(visitor), now);
  }

  return {
    arrive(arrival, now) {
      const { siteId, page, inferred, at } = arrival;
      const site = siteOf(siteId, now);
      const [pageHigh, pageLow] = [highOf(page), lowOf(page)];
      const known = leases.find(siteId, pageHigh, pageLow);
      if (known !== NONE && leases.get(known, LEASE.visitor) !== NONE) {
        note(known, arrival.engagement);
        renewLease(known, arrival.reading, now);
        return true;
      }
      if (known !== NONE) {
        if (arrival.by === 'view') {
          leases.setFloat(known, at); // it has left already; what it said of its reading is told when this ends
          return true;
        }
        forget(site, known);
      }
      if (leases.size >= maxLeases) return false;

      const [high, low] = [highOf(arrival.visitor), lowOf(arrival.visitor)];
      let visitor = visitors.find(siteId, high, low);
      if (visitor === NONE) {
        const previous = arrival.previousVisitor?.();
        if (previous !== undefined) visitor = findVisitor(siteId, previous);
        if (visitor !== NONE) visitors.rename(visitor, high, low);
      }
      const before = visitor === NONE ? ABSENT : modeOf(visitor);
      if (visitor === NONE) visitor = enter(site, high, low, arrival);
      const lease = open(siteId, pageHigh, pageLow, at, now + (inferred ? INFERRED_LEASE_MS : LEASE_MS));
      note(lease, arrival.engagement);
      attach(site, visitor, lease, arrival.path, inferred ? INFERRED : arrival.reading === false ? IDLE : READING);
      forgetLingering(site, visitor);
      keepWithinMost(site, visitor);
      changed(site, before, modeOf(visitor), now);
      return true;
    },

    isHere({ siteId, visitor, previousVisitor }) {
      if (findVisitor(siteId, visitor) !== NONE) return true;
      const previous = previousVisitor?.();
      return previous !== undefined && findVisitor(siteId, previous) !== NONE;
    },

    originOf(siteId, id) {
      const visitor = findVisitor(siteId, id);
      const site = sites.get(siteId);
      if (visitor === NONE || !site) return undefined;
      const { referrer, source, campaign } = facetsOf(site, visitor);
      return { referrer, source, campaign };
    },

    renew(siteId, page, reading, now, engagement) {
      const lease = findLease(siteId, page);
      if (lease === NONE || leases.get(lease, LEASE.visitor) === NONE) return false;
      note(lease, engagement);
      renewLease(lease, reading, now);
      return true;
    },

    identify({ siteId, page, visitor, previousVisitor }, now) {
      const lease = findLease(siteId, page);
      const holder = lease === NONE ? NONE : leases.get(lease, LEASE.visitor);
      const site = sites.get(siteId);
      if (holder === NONE || !site) return;
      const id = idFrom(visitors.highOf(holder), visitors.lowOf(holder));
      if (id !== visitor && id !== previousVisitor?.()) hand(site, lease, highOf(visitor), lowOf(visitor), now);
    },

    leave(siteId, page, now, engagement) {
      const lease = findLease(siteId, page);
      if (lease === NONE) {
        if (leases.size >= maxLeases) return;
        note(open(siteId, highOf(page), lowOf(page), UNSEEN, now + LEASE_MS), engagement);
        return;
      }
      note(lease, engagement);
      const visitor = leases.get(lease, LEASE.visitor);
      if (visitor === NONE || leases.get(lease, LEASE.lingering) === 1) return;
      if (visitors.get(visitor, VISITOR.leases) > 1) end(siteOf(siteId, now), lease, now);
      else {
        setLingering(lease, visitor, 1);
        expiry.schedule(lease, now + GRACE_MS);
      }
    },

    turnAway(siteId, page, now) {
      const lease = findLease(siteId, page);
      if (lease !== NONE && leases.get(lease, LEASE.visitor) !== NONE) end(siteOf(siteId, now), lease, now);
    },

    turnAwayInferred(siteId, excluded, most, now) {
      const site = sites.get(siteId);
      if (!site) return false;
      const { tally } = site;
      /** By their numbers: visitors are many, pages and countries few. */
      const isPathExcluded = once((path) => excluded.path(tally.valueOf(path)));
      const isCountryExcluded = once((country) => excluded.country(tally.valueOf(country)));
      let gone = 0;
      for (let visitor = site.first; visitor !== NONE; ) {
        const nextVisitor = visitors.get(visitor, VISITOR.nextOfSite);
        const country = visitors.get(visitor, COUNTRY.field);
        for (let lease = visitors.get(visitor, VISITOR.first); lease !== NONE; ) {
          const next = leases.get(lease, LEASE.next);
          const isInferred = leases.get(lease, LEASE.mode) === INFERRED;
          if (isInferred && (isCountryExcluded(country) || isPathExcluded(leases.get(lease, LEASE.path)))) {
            if (gone === most) return true;
            end(site, lease, now);
            gone += 1;
          }
          lease = next;
        }
        visitor = nextVisitor;
      }
      return false;
    },

    countryOf(siteId, page) {
      const lease = findLease(siteId, page);
      const visitor = lease === NONE ? NONE : leases.get(lease, LEASE.visitor);
      const site = sites.get(siteId);
      return visitor === NONE || !site ? '' : site.tally.valueOf(visitors.get(visitor, COUNTRY.field));
    },

    sweep(now) {
      for (const lease of expiry.takeDue(now)) {
        if (leases.get(lease, LEASE.visitor) === NONE) close(lease);
        else end(siteOf(leases.siteOf(lease), now), lease, now);
      }
    },

    dismiss(siteId, most, now) {
      const site = sites.get(siteId);
      for (let gone = 0; site && site.first !== NONE && gone < most; gone += 1) {
        const visitor = site.first;
        for (let lease = visitors.get(visitor, VISITOR.first); lease !== NONE; ) {
          const next = leases.get(lease, LEASE.next);
          leases.set(lease, LEASE.engagedMs, UNTOLD);
          if (next === NONE) end(site, lease, now);
          else forget(site, lease);
          lease = next;
        }
      }
      if (site && site.first !== NONE) return true;
      sites.delete(siteId);
      return false;
    },

    dismissPages(siteId, isMeant, most, now) {
      const site = sites.get(siteId);
      if (!site) return false;
      const isPageMeant = once((page) => isMeant(site.tally.valueOf(page)));
      const found: number[] = [];
      for (let visitor = site.first; visitor !== NONE; visitor = visitors.get(visitor, VISITOR.nextOfSite)) {
        for (let lease = visitors.get(visitor, VISITOR.first); lease !== NONE; lease = leases.get(lease, LEASE.next)) {
          if (isPageMeant(leases.get(lease, LEASE.path))) found.push(lease);
        }
        if (found.length >= most) break;
      }
      for (const lease of found) {
        leases.set(lease, LEASE.engagedMs, UNTOLD);
        end(site, lease, now);
      }
      return found.length >= most;
    },

    tellEngagement() {
      for (const lease of leases.all()) tell(lease);
    },

    countOf(siteId, path) {
      const site = sites.get(siteId);
      return (path === undefined ? site?.visitors : site?.tally.countOf(PAGES, path)) ?? 0;
    },

    counts(siteId, now) {
      const site = siteOf(siteId, now);
      const [reading, idle, inferred] = site.modes;
      site.minutes.note(site.visitors, now);
      return {
        ...{ visitors: site.visitors, tabs: site.tabs, reading, idle, inferred },
        ...listsOf(site.tally),
        minutes: site.minutes.peaks(),
      };
    },

    rows(siteId, dimension, filters, most) {
      const site = sites.get(siteId);
      return site ? rowsOfChosen(tables, site, dimension, filters, most) : { ranked: [], total: 0 };
    },

    countChosen: (siteId, filters, now) => countChosen(tables, siteOf(siteId, now), filters),

    takeMinutes(now, wall, isLast = false) {
      const seen = lookAgain(running, now, wall);
      running = seen.running;
      return [...sites.values()].flatMap((site) => {
        site.minutes.note(site.visitors, now);
        const ended = site.minutes.take(now, running, seen.jumped || isLast);
        return ended.map((minute) => ({ siteId: site.id, ...minute }));
      });
    },

    minuteAt: (now) => minuteAt(now, running).minute,
  };
}
