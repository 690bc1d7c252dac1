// Readers with believable habits: they arrive, read, look away, move on, leave; a few vanish without a word, and now and
// then a link somewhere brings a crowd. Pure: chance, time and the way out are passed in.
import type { Cancel, Clock } from '../server/clock.ts';
import type { Beat, Event, Hit, Leave, View } from '../server/contract/hit.ts';
import { crowdedSources, deeds, devices, HOST, type Post, posts, type Source, sources, timezones } from './blog.ts';
import { between, exponential, hex, logNormal, oneOf, type Random, weighted } from './random.ts';

// A reader stays about two and a half minutes in all, so this many arrivals keep about 190 of them here.
const ARRIVALS_PER_MINUTE = 76;
/** The stream of arrivals swells and ebbs by this share of itself … */
const SWING = 0.35;
/** … once in this time. */
const SWING_MS = 7 * 60_000;

/** The blog is not empty when the curtain rises. */
const OPENING_READERS = 110;
const OPENING_MS = 10_000;

const SPIKE_READERS = 80;
const SPIKE_MS = 60_000;
const FIRST_SPIKE_MS = { least: 60_000, most: 120_000 };
const NEXT_SPIKE_MS = { least: 6 * 60_000, most: 12 * 60_000 };

const STAY_MS = { median: 70_000, sigma: 0.8, least: 20_000, most: 6 * 60_000 };
const LOOK_AWAY = { chance: 0.15, leastMs: 8_000, mostMs: 90_000 };
const LOAD_MS = { least: 300, most: 1_500 };
const MOVE_ON_CHANCE = 0.35;
const CRASH_CHANCE = 0.015;
/** Reading and idling both last; these make one in five idle. */
const KEEPS_READING_CHANCE = 0.9;
const WAKES_UP_CHANCE = 0.4;

/** On so many pages something is done besides reading. */
const DEED_CHANCE = 0.06;
const SKIM_CHANCE = 0.4;

// The same as the tracker's.
const FIRST_BEAT_MS = 5_000;
const BEAT_MS = 15_000;

export interface Reader {
  address: string;
  userAgent: string;
  width: number;
  timezone: string;
}

/** What a reader's browser says next, and how long after what it said before. */
export interface Step {
  waitMs: number;
  hit: Hit;
}

/** `crashed`: the browser says nothing more, not even that it is gone. */
export type Ending = 'left' | 'crashed';

/** A post is linked somewhere. */
export interface Spike {
  post: Post;
  source: Source;
  readers: number;
}

type Page = { s: string; p: string; u: string };

/** Of the ranges that belong to nobody: RFC 5737, RFC 3849. Behind IPv6 everyone has a /64 of their own. */
function newAddress(random: Random): string {
  if (random() < 0.4) return `2001:db8:${hex(random, 4)}:${hex(random, 4)}::${hex(random, 3)}`;
  return `${oneOf(random, ['192.0.2', '198.51.100', '203.0.113'])}.${Math.floor(between(random, 1, 255))}`;
}

export function newReader(random: Random): Reader {
  const { userAgent, width } = weighted(random, devices);
  return { address: newAddress(random), userAgent, width, timezone: weighted(random, timezones).name };
}

/** The beats while the page is visible for `lengthMs`. Returns how long after the last of them that time is over. */
function* beats(random: Random, page: Page, referrer: string, lengthMs: number, firstMs: number) {
  let waitMs = firstMs;
  let restMs = lengthMs;
  let reading = true;
  while (restMs >= waitMs) {
    reading = random() < (reading ? KEEPS_READING_CHANCE : WAKES_UP_CHANCE);
    const hit: Beat = { k: 'beat', ...page, r: referrer, a: reading ? 1 : 0 };
    yield { waitMs, hit };
    restMs -= waitMs;
    waitMs = BEAT_MS;
  }
  return restMs;
}

/** How much of the time that a page is visible it is read, and how far down; some only skim. */
function attention(random: Random): (visibleMs: number) => { e: number; y: number } {
  const skims = random() < SKIM_CHANCE;
  const mostMs = skims ? between(random, 1_500, 9_500) : Number.POSITIVE_INFINITY;
  const share = between(random, 0.55, 0.95);
  const depth = Math.round(skims ? between(random, 8, 45) : between(random, 40, 100));
  return (visibleMs) => ({ e: Math.round(Math.min(mostMs, visibleMs * share)), y: depth });
}

/** One page from its view, `sinceMs` ago, to its end. The tab may be hidden for a while in between. */
function* readPage(random: Random, page: Page, referrer: string, sinceMs: number): Generator<Step, Ending> {
  const readSoFar = attention(random);
  const { median, sigma, least, most } = STAY_MS;
  const stayMs = Math.min(Math.max(logNormal(random, median, sigma), least), most);
  const looksAway = random() < LOOK_AWAY.chance;

  const firstMs = looksAway ? stayMs * between(random, 0.2, 0.8) : stayMs;
  let restMs = yield* beats(random, page, referrer, Math.max(0, firstMs - sinceMs), FIRST_BEAT_MS - sinceMs);
  if (looksAway) {
    yield { waitMs: restMs, hit: { k: 'leave', ...page, ...readSoFar(firstMs) } };
    const waitMs = between(random, LOOK_AWAY.leastMs, LOOK_AWAY.mostMs);
    yield { waitMs, hit: { k: 'beat', ...page, r: referrer, a: 1 } };
    restMs = yield* beats(random, page, referrer, stayMs - firstMs, BEAT_MS);
  }
  if (random() < CRASH_CHANCE) return 'crashed';
  const hit: Leave = { k: 'leave', ...page, ...readSoFar(stayMs) };
  yield { waitMs: restMs, hit };
  return 'left';
}

/** Everything one reader's browser says, from the arrival at `post` to the end. */
export function* visit(random: Random, reader: Reader, post: Post, source: Source): Generator<Step, Ending> {
  let waitMs = 0;
  let here = post;
  let url = `https://${HOST}${post.path}${source.query}`;
  let { referrer } = source;
  while (true) {
    const page = { s: HOST, p: hex(random, 16), u: url };
    const hit: View = { k: 'view', ...page, q: 1, r: referrer, w: reader.width, t: here.title, z: reader.timezone };
    yield { waitMs, hit };
    let sinceMs = 0;
    if (random() < DEED_CHANCE) {
      const { name, properties } = weighted(random, deeds);
      sinceMs = between(random, 2_000, 4_500);
      const deed: Event = { k: 'event', ...page, q: 2, n: name, d: properties };
      yield { waitMs: sinceMs, hit: deed };
    }
    if ((yield* readPage(random, page, referrer, sinceMs)) === 'crashed') return 'crashed';
    if (random() >= MOVE_ON_CHANCE) return 'left';

    waitMs = between(random, LOAD_MS.least, LOAD_MS.most);
    referrer = url;
    const others = posts.filter((other) => other !== here);
    here = weighted(random, others);
    url = `https://${HOST}${here.path}`;
  }
}

export interface CrowdParts {
  clock: Clock;
  random: Random;
  /** Takes what a reader's browser says, at the moment it says it. */
  send: (hit: Hit, reader: Reader) => void;
  onSpike?: (spike: Spike) => void;
}

/** Lets readers come and go from now on, until `stop`. */
export function startReaders({ clock, random, send, onSpike }: CrowdParts): { stop(): void } {
  const startedAt = clock.monotonic();
  const pending = new Set<Cancel>();

  function later(ms: number, task: () => void): void {
    const cancel = clock.after(ms, () => {
      pending.delete(cancel);
      task();
    });
    pending.add(cancel);
  }

  function arrive(post: Post, source: Source): void {
    const reader = newReader(random);
    const steps = visit(random, reader, post, source);
    const goOn = () => {
      const { value, done } = steps.next();
      if (done) return;
      later(value.waitMs, () => {
        send(value.hit, reader);
        goOn();
      });
    };
    goOn();
  }

  const arriveSomewhere = () => arrive(weighted(random, posts), weighted(random, sources));

  function arriveOneByOne(): void {
    const phase = (2 * Math.PI * (clock.monotonic() - startedAt)) / SWING_MS;
    const perMinute = ARRIVALS_PER_MINUTE * (1 + SWING * Math.sin(phase));
    later(exponential(random, 60_000 / perMinute), () => {
      arriveSomewhere();
      arriveOneByOne();
    });
  }

  function spikeNowAndThen({ least, most }: { least: number; most: number }): void {
    later(between(random, least, most), () => {
      const spike = { post: oneOf(random, posts), source: oneOf(random, crowdedSources), readers: SPIKE_READERS };
      onSpike?.(spike);
      // Squared: most of a crowd comes at once, the rest trickles in.
      for (let i = 0; i < spike.readers; i++) later(SPIKE_MS * random() ** 2, () => arrive(spike.post, spike.source));
      spikeNowAndThen(NEXT_SPIKE_MS);
    });
  }

  for (let i = 0; i < OPENING_READERS; i++) later(OPENING_MS * random(), arriveSomewhere);
  arriveOneByOne();
  spikeNowAndThen(FIRST_SPIKE_MS);

  return {
    stop() {
      for (const cancel of pending) cancel();
      pending.clear();
    },
  };
}
