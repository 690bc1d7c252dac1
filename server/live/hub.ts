// Who watches what, and when they are told. A topic's frame is its complete state, so only the newest matters: a change
// is sent at once, further changes within the next 250 ms share one frame, and a watcher whose socket is full is merely
// marked; it gets the newest frame when it has drained. A frame is encoded once and the same bytes go to every watcher.
//
// Knows nothing of HTTP: a watcher is something that takes bytes.
import type { Cancel, Clock } from '../clock.ts';
import { Refusal } from '../errors.ts';
import { sseFrame } from './sse-frame.ts';

/** A site by its id, the hosts that no site is registered for, or what whoever runs the server should know. */
export type Topic = number | 'unregistered' | 'notices';

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

export type ByeReason = 'restart' | 'lifetime' | 'signed_out';

export interface Hub {
  /** Throws a Refusal when one more watcher of this owner would exceed a limit. */
  admit(owner: Owner): void;
  /** Registers a watcher that was admitted and sends it the state of each topic. */
  watch(sink: Sink, topics: readonly Topic[], owner: Owner): Watch;
  /** The topic's state has changed. */
  touch(topic: Topic): void;
  /** Every topic's state has changed. */
  touchAll(): void;
  /** Says bye to the watchers of a session and ends them. */
  endSession(session: string): void;
  /** Says bye to everyone and ends. */
  close(): void;
}

/** At most four frames per second and topic. */
export const WINDOW_MS = 250;
/** Silence after which a ping shows that the stream lives. */
export const PING_MS = 15_000;
/** A watcher that stays full for this long is dropped; it reconnects when it can. */
export const STALLED_MS = 30_000;
/** A stream's life, spread by ±20 %, so that sessions are checked again and a restart's herd disperses. */
export const LIFETIME_MS = 10 * 60_000;

interface Watcher {
  readonly sink: Sink;
  readonly topics: readonly Topic[];
  readonly owner: Owner;
  readonly endsAt: number;
  lastSentAt: number;
  fullSince: number | undefined;
  /** What changed while it was full. */
  readonly missed: Set<Topic>;
}

interface Room {
  readonly watchers: Set<Watcher>;
  frame: Buffer;
  /** Set while the 250 ms after a frame run. */
  window: Cancel | undefined;
  changed: boolean;
}

/**
 * `encode` makes a topic's frame; it is called once per topic and tick, and when a watcher joins. `random` (0 to 1)
 * spreads what must not happen to everyone at once.
 */
export function createHub(clock: Clock, limits: Limits, encode: (topic: Topic) => Buffer, random: () => number): Hub {
  const watchers = new Set<Watcher>();
  const rooms = new Map<Topic, Room>();
  const perPerson = new Map<number, number>();
  const perAddress = new Map<string, number>();
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

  function remove(watcher: Watcher): void {
    if (!watchers.delete(watcher)) return;
    count(perPerson, watcher.owner.person, -1);
    count(perAddress, watcher.owner.address, -1);
    for (const topic of watcher.topics) {
      const room = rooms.get(topic);
      room?.watchers.delete(watcher);
      if (room?.watchers.size === 0) {
        room.window?.();
        rooms.delete(topic);
      }
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
    room.changed = false;
    room.frame = encode(topic);
    for (const watcher of room.watchers) {
      if (watcher.fullSince === undefined) send(watcher, room.frame);
      else watcher.missed.add(topic);
    }
    room.window = clock.after(WINDOW_MS, () => {
      room.window = undefined;
      if (room.changed) broadcast(topic, room);
    });
  }

  function touch(topic: Topic): void {
    const room = rooms.get(topic);
    if (!room) return; // nobody watches: nothing is encoded
    if (room.window) room.changed = true;
    else broadcast(topic, room);
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
    watch(sink, topics, owner) {
      const now = clock.monotonic();
      const watcher: Watcher = {
        sink,
        topics: [...new Set(topics)],
        owner,
        endsAt: now + LIFETIME_MS * (0.8 + random() * 0.4),
        lastSentAt: now,
        fullSince: undefined,
        missed: new Set(),
      };
      watchers.add(watcher);
      count(perPerson, owner.person, 1);
      count(perAddress, owner.address, 1);
      for (const topic of watcher.topics) {
        let room = rooms.get(topic);
        if (!room) {
          room = { watchers: new Set(), frame: Buffer.alloc(0), window: undefined, changed: false };
          rooms.set(topic, room);
        }
        room.watchers.add(watcher);
        room.frame = encode(topic);
        if (watcher.fullSince === undefined) send(watcher, room.frame);
        else watcher.missed.add(topic);
      }

      return {
        drained() {
          watcher.fullSince = undefined;
          for (const topic of watcher.missed) {
            watcher.missed.delete(topic);
            const room = rooms.get(topic);
            if (room) send(watcher, room.frame);
            if (watcher.fullSince !== undefined) break;
          }
        },
        close: () => remove(watcher),
      };
    },
    touch,
    touchAll() {
      for (const topic of rooms.keys()) touch(topic);
    },
    endSession(session) {
      for (const watcher of watchers) if (watcher.owner.session === session) say(watcher, 'signed_out', 0);
    },
    close() {
      isClosed = true; // a request that is still under way must not open a stream that nobody would end
      stopTicking();
      // Spread the return of everyone who was here over a few seconds.
      for (const watcher of watchers) say(watcher, 'restart', 300 + random() * 4700);
    },
  };
}
