// Who watches what, and when they are told. A topic's frame is its complete state, so only the newest matters: a change
// is sent at once, further changes within the next 250 ms share one frame, and a watcher whose socket is full is merely
// marked; it gets the newest frame when it has drained. A frame is encoded once and the same bytes go to every watcher.
//
// Knows nothing of HTTP: a watcher is something that takes bytes.
import type { Cancel, Clock } from '../clock.ts';
import { Refusal } from '../errors.ts';
import { sseFrame } from './sse-frame.ts';
import { type FeedTopic, isFeed, isPart, type PartOfSite, siteOf, type Topic } from './topics.ts';

/** Where the bytes go, as seen from here. */
export interface Sink {
  /** Takes the bytes. False when it is full: then nothing more is sent until `Watch.drained()`. */
  send(frame: Buffer): boolean;
  /** Ends it in an orderly way. */
  end(): void;
  /** Drops it at once, with what is still queued. */
  destroy(): void;
}

export interface Owner {
  /** The session the stream was opened with; ends with it. */
  session: string;
  person: number;
  address: string;
}

export interface Watch {
  /** The sink has room again. */
  drained(): void;
  /** The sink is gone. Harmless when called twice. */
  close(): void;
}

export interface Limits {
  streams: number;
  perPerson: number;
  perAddress: number;
}

export type ByeReason = 'restart' | 'lifetime' | 'signed_out' | 'site_removed';

export interface Hub {
  /** Throws a Refusal when one more watcher of this owner would exceed a limit. */
  admit(owner: Owner): void;
  /** Registers a watcher that was admitted and sends it the state of each topic. `lastId`: of the feed, what it saw last. */
  watch(sink: Sink, topics: readonly Topic[], owner: Owner, lastId?: string): Watch;
  /** The topic's state has changed; of a site, that of its parts as well. False when nobody watches it. */
  touch(topic: Topic): boolean;
  /** Every topic's state has changed. All are told soon, in turns. */
  touchAll(): void;
  /** Says bye to the watchers of a session and ends them. */
  endSession(session: string): void;
  /**
   * The site was removed: `gone` is sent to all who watch it, in turns. Streams that are about other sites as well go on without it,
   * the others end with a bye.
   */
  endSite(siteId: number, gone: Buffer): void;
  /** Says bye to everyone and ends. */
  close(): void;
}

/** At most four frames per second and topic. */
export const WINDOW_MS = 250;
/** Under load fewer: what a frame took to make and send is at most so small a part of its window. */
const WORK_SHARE = 1 / 5;
/** Parts of sites cost a walk over all visitors each. All together they get that share, and so long a turn. */
const PARTS_TURN_MS = 5;
/** When every state has changed at once, hundreds of sites are told of for so long; then hits have their turn. */
const ALL_TURN_MS = 5;
/** And never fewer than one in so long. */
export const LONGEST_WINDOW_MS = 5_000;
/** Told in one turn of the event loop, some 14 µs each: then hits have their turn. */
export const WATCHERS_PER_TURN = 500;
/** Silence after which a ping shows that the stream lives. */
export const PING_MS = 15_000;
/** A watcher that stays full for this long is dropped; it reconnects when it can. */
export const STALLED_MS = 30_000;
/** Whoever watched nothing but a site that was removed may ask for something else so soon. */
const AGAIN_MS = 1_000;
/** A stream's life, spread by ±20 %, so that sessions are checked again and a restart's herd disperses. */
export const LIFETIME_MS = 10 * 60_000;

/** The return of everyone who was here when the server ends is spread: at most 800 a second, as long as that takes no 13 s. */
const SPREAD_MS_EACH = 1_000 / 800;
const LEAST_SPREAD_MS = 4_700;
const MOST_SPREAD_MS = 13_000;

interface Watcher {
  readonly sink: Sink;
  topics: readonly Topic[];
  readonly owner: Owner;
  readonly endsAt: number;
  /** How many broadcasts had begun when it came: what these tell, and more, it has been told at its start. */
  readonly broadcastsBefore: number;
  lastSentAt: number;
  fullSince: number | undefined;
  /** What changed while it was full; of a feed the frame, as long as it is only that one. */
  readonly missed: Map<Topic, Buffer | undefined>;
}

interface Room {
  readonly watchers: Set<Watcher>;
  /** For who has missed something; undefined: not made yet. */
  frame: Buffer | undefined;
  /** Set while a frame is told and the window after it runs. */
  window: Cancel | undefined;
  changed: boolean;
}

/** Those who are still to be told of a broadcast, by its number; who comes meanwhile is among them. */
interface Rest {
  readonly watchers: SetIterator<Watcher>;
  readonly broadcast: number;
}

/**
 * `encode` makes a topic's frame; it is called once per topic and tick, and when a watcher joins. `random` (0 to 1)
 * spreads what must not happen to everyone at once. `encodeNews` makes the frame that a feed's watchers get at a tick.
 */
export function createHub(
  clock: Clock,
  limits: Limits,
  encode: (topic: Topic, lastId?: string) => Buffer,
  random: () => number,
  encodeNews: (topic: FeedTopic) => Buffer = encode,
): Hub {
  const watchers = new Set<Watcher>();
  const rooms = new Map<Topic, Room>();
  /** Of each site, its parts that are watched. */
  const parts = new Map<number, Set<PartOfSite>>();
  /** Those that have changed, the longest-waiting first; and while they wait for their turn, what ends the waiting. */
  const changedParts = new Set<PartOfSite>();
  let partsTurn: Cancel | undefined;
  /** While all topics are told of: what ends that. */
  let allTurn: Cancel | undefined;
  const perPerson = new Map<number, number>();
  const perAddress = new Map<string, number>();
  let broadcasts = 0;
  let isClosed = false;

  function admit(owner: Owner): void {
    const refuse = (message: string, retryAfter = 30) => {
      throw new Refusal('too_many_streams', message, { retryAfter });
    };
    if (isClosed) refuse('The server is restarting. Try again shortly.', 2);
    if (watchers.size >= limits.streams)
      refuse('This server has as many open dashboards as it allows. Close one, or raise MAX_STREAMS.');
    if ((perPerson.get(owner.person) ?? 0) >= limits.perPerson) {
      refuse('You have too many dashboards open. Close one, or raise MAX_STREAMS_PER_PERSON.');
    }
    if ((perAddress.get(owner.address) ?? 0) >= limits.perAddress) {
      refuse('Too many dashboards are open from your address. Close one, or raise MAX_STREAMS_PER_ADDRESS.');
    }
  }

  function count<Key>(counts: Map<Key, number>, key: Key, by: number): void {
    const next = (counts.get(key) ?? 0) + by;
    if (next > 0) counts.set(key, next);
    else counts.delete(key);
  }

  function send(watcher: Watcher, frame: Buffer): void {
    watcher.lastSentAt = clock.monotonic();
    if (!watcher.sink.send(frame)) watcher.fullSince = watcher.lastSentAt;
  }

  function openRoom(topic: Topic): Room {
    const room = { watchers: new Set<Watcher>(), frame: undefined, window: undefined, changed: false };
    rooms.set(topic, room);
    if (isPart(topic)) {
      const whole = Number.parseInt(topic, 10);
      parts.set(whole, (parts.get(whole) ?? new Set()).add(topic));
    }
    return room;
  }

  function closeRoom(topic: Topic, room: Room): void {
    room.window?.();
    rooms.delete(topic);
    if (!isPart(topic)) return;
    changedParts.delete(topic);
    const whole = Number.parseInt(topic, 10);
    parts.get(whole)?.delete(topic);
    if (parts.get(whole)?.size === 0) parts.delete(whole);
  }

  function remove(watcher: Watcher): void {
    if (!watchers.delete(watcher)) return;
    count(perPerson, watcher.owner.person, -1);
    count(perAddress, watcher.owner.address, -1);
    for (const topic of watcher.topics) {
      const room = rooms.get(topic);
      room?.watchers.delete(watcher);
      if (room?.watchers.size === 0) closeRoom(topic, room);
    }
  }

  function say(watcher: Watcher, reason: ByeReason, retryMs: number): void {
    remove(watcher);
    // Whoever is full would not get to read it in time; the dropped connection says enough.
    if (watcher.fullSince !== undefined) {
      watcher.sink.destroy();
      return;
    }
    watcher.sink.send(sseFrame('bye', { reason, retryMs: Math.round(retryMs) }));
    watcher.sink.end();
  }

  function broadcast(topic: Topic, room: Room): void {
    const began = clock.monotonic();
    room.changed = false;
    broadcasts += 1;
    const frame = isFeed(topic) ? encodeNews(topic) : encode(topic);
    room.frame = isFeed(topic) ? undefined : frame;
    const rest = { watchers: room.watchers.values(), broadcast: broadcasts };
    tellOn(topic, room, frame, rest, clock.monotonic() - began);
  }

  /** Tells the next few of those who are still to be told; `workMs`: what the frame has taken so far. */
  function tellOn(topic: Topic, room: Room, frame: Buffer, rest: Rest, workMs: number): void {
    const began = clock.monotonic();
    let told = 0;
    for (let next = rest.watchers.next(); !next.done; next = rest.watchers.next()) {
      const watcher = next.value;
      if (watcher.broadcastsBefore >= rest.broadcast) continue;
      if (watcher.fullSince === undefined) send(watcher, frame);
      else watcher.missed.set(topic, isFeed(topic) && !watcher.missed.has(topic) ? frame : undefined);
      told += 1;
      if (told === WATCHERS_PER_TURN) break;
    }
    const work = workMs + clock.monotonic() - began;
    if (told === WATCHERS_PER_TURN) {
      room.window = clock.after(0, () => tellOn(topic, room, frame, rest, work));
      return;
    }
    const window = Math.min(LONGEST_WINDOW_MS, Math.max(WINDOW_MS, work / WORK_SHARE));
    room.window = clock.after(window, () => {
      room.window = undefined;
      if (room.changed) changed(topic, room);
    });
  }

  function changed(topic: Topic, room: Room): void {
    if (room.window) room.changed = true;
    else if (isPart(topic)) {
      changedParts.add(topic);
      partsTurn ??= clock.after(0, tellParts);
    } else broadcast(topic, room);
  }

  /** The parts whose turn it is; never while a hit waits for its answer. */
  function tellParts(): void {
    const began = clock.monotonic();
    for (const topic of changedParts) {
      changedParts.delete(topic);
      const room = rooms.get(topic);
      if (room) broadcast(topic, room);
      if (clock.monotonic() - began >= PARTS_TURN_MS) break;
    }
    const work = clock.monotonic() - began;
    partsTurn = changedParts.size === 0 ? undefined : clock.after(work / WORK_SHARE - work, tellParts);
  }

  function leaveSite(watcher: Watcher, siteId: number, gone: Buffer): void {
    watcher.topics = watcher.topics.filter((topic) => siteOf(topic) !== siteId);
    for (const topic of watcher.missed.keys()) if (siteOf(topic) === siteId) watcher.missed.delete(topic);
    if (watcher.fullSince === undefined) send(watcher, gone);
    else watcher.missed.set(siteId, gone);
    if (!watcher.topics.some((topic) => siteOf(topic) !== undefined)) say(watcher, 'site_removed', AGAIN_MS);
  }

  /** The next few of those who watched a site. */
  function endOn(siteId: number, gone: Buffer, rest: Iterator<Watcher>): void {
    for (let told = 0; told < WATCHERS_PER_TURN; told += 1) {
      const next = rest.next();
      if (next.done) return;
      if (watchers.has(next.value)) leaveSite(next.value, siteId, gone);
    }
    clock.after(0, () => endOn(siteId, gone, rest));
  }

  function touch(topic: Topic): boolean {
    const room = rooms.get(topic);
    if (room) changed(topic, room);
    const those = typeof topic === 'number' ? (parts.get(topic) ?? []) : [];
    for (const part of those) changed(part, rooms.get(part) as Room);
    return room !== undefined; // nobody watches: nothing is encoded
  }

  function touchRest(topics: Iterator<Topic>): void {
    const began = clock.monotonic();
    allTurn = undefined;
    for (let next = topics.next(); !next.done; next = topics.next()) {
      const room = rooms.get(next.value);
      if (room && !isFeed(next.value)) changed(next.value, room);
      if (clock.monotonic() - began < ALL_TURN_MS) continue;
      allTurn = clock.after(0, () => touchRest(topics));
      break;
    }
  }

  function tick(): void {
    const now = clock.monotonic();
    for (const watcher of watchers) {
      if (watcher.fullSince !== undefined) {
        if (now - watcher.fullSince >= STALLED_MS) {
          remove(watcher);
          watcher.sink.destroy();
        }
      } else if (now >= watcher.endsAt) say(watcher, 'lifetime', 300 + random() * 1700);
      else if (now - watcher.lastSentAt >= PING_MS) send(watcher, sseFrame('ping', { t: clock.wall() }));
    }
  }
  const stopTicking = clock.every(1000, tick);

  return {
    admit,
    watch(sink, topics, owner, lastId) {
      const now = clock.monotonic();
      const watcher: Watcher = {
        sink,
        topics: [...new Set(topics)],
        owner,
        endsAt: now + LIFETIME_MS * (0.8 + random() * 0.4),
        broadcastsBefore: broadcasts,
        lastSentAt: now,
        fullSince: undefined,
        missed: new Map(),
      };
      watchers.add(watcher);
      count(perPerson, owner.person, 1);
      count(perAddress, owner.address, 1);
      for (const topic of watcher.topics) {
        const room = rooms.get(topic) ?? openRoom(topic);
        room.watchers.add(watcher);
        // What a part's other watchers have just been told is not counted again.
        const isFresh = isPart(topic) && room.window && !room.changed;
        const frame = (isFresh && room.frame) || encode(topic, lastId);
        if (!isFeed(topic)) room.frame = frame;
        if (watcher.fullSince === undefined) send(watcher, frame);
        else watcher.missed.set(topic, isFeed(topic) ? frame : undefined);
      }

      return {
        drained() {
          watcher.fullSince = undefined;
          for (const [topic, missed] of watcher.missed) {
            watcher.missed.delete(topic);
            const room = rooms.get(topic);
            if (missed) send(watcher, missed);
            else if (room) {
              room.frame ??= encode(topic);
              send(watcher, room.frame);
            }
            if (watcher.fullSince !== undefined) break;
          }
        },
        close: () => remove(watcher),
      };
    },
    touch,
    touchAll() {
      allTurn?.();
      touchRest([...rooms.keys()].values());
    },
    endSession(session) {
      for (const watcher of watchers) if (watcher.owner.session === session) say(watcher, 'signed_out', 0);
    },
    endSite(siteId, gone) {
      const those = new Set<Watcher>();
      for (const [topic, room] of rooms) {
        if (siteOf(topic) !== siteId) continue;
        for (const watcher of room.watchers) those.add(watcher);
        closeRoom(topic, room);
      }
      endOn(siteId, gone, those.values());
    },
    close() {
      isClosed = true; // a request that is still under way must not open a stream that nobody would end
      stopTicking();
      partsTurn?.();
      allTurn?.();
      const spreadMs = Math.min(MOST_SPREAD_MS, Math.max(LEAST_SPREAD_MS, watchers.size * SPREAD_MS_EACH));
      for (const watcher of watchers) say(watcher, 'restart', 300 + random() * spreadMs);
    },
  };
}
