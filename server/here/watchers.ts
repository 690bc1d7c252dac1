// Streams for the blog's own readers. Lighter than the dashboards' hub, and with limits of its own, so that strangers never
// take a dashboard's place: once a second each page that is watched is counted, encoded once, and sent if its text changed.
// A watcher whose socket is full is passed over; it gets the newest text when it has drained.
//
// Knows nothing of HTTP: a watcher is something that takes bytes.
import type { Clock } from '../clock.ts';
import { Refusal } from '../errors.ts';
import { LIFETIME_MS, PING_MS, type Sink, STALLED_MS, type Watch } from '../live/hub.ts';
import { sseFrame } from '../live/sse-frame.ts';
import type { Answer } from './here.ts';

/** At most one frame in this time. */
const TICK_MS = 1000;

export interface PublicLimits {
  streams: number;
  perAddress: number;
}

/** What is watched: a site's id, and perhaps one of its pages. */
export interface Subject {
  siteId: number;
  path: string | undefined;
}

export interface Watchers {
  /** Why there is no room for one more watcher from this address; undefined when there is. */
  refusalFor(address: string): Refusal | undefined;
  /** Registers a watcher that was admitted, and sends it what is so now. */
  watch(sink: Sink, subject: Subject, address: string): Watch;
  /** Says bye to everyone and ends. Harmless when called twice. */
  close(): void;
}

interface Watcher {
  readonly sink: Sink;
  readonly room: Room;
  readonly address: string;
  readonly endsAt: number;
  lastSentAt: number;
  fullSince: number | undefined;
  /** The text it was sent last. */
  sent: string;
}

interface Room {
  readonly subject: Subject;
  readonly watchers: Set<Watcher>;
  json: string;
  frame: Buffer;
}

/** `ask` answers what is to be said of a subject, undefined when it is public no longer: then its watchers are let go. */
export function createWatchers(
  clock: Clock,
  limits: PublicLimits,
  ask: (subject: Subject) => Answer | undefined,
  random: () => number = Math.random,
): Watchers {
  const rooms = new Map<string, Room>();
  const perAddress = new Map<string, number>();
  let size = 0;
  let isClosed = false;

  function refusalFor(address: string): Refusal | undefined {
    const refuse = (message: string, retryAfter: number) => new Refusal('too_many_streams', message, { retryAfter });
    if (isClosed) return refuse('The server is restarting. Try again shortly.', 5);
    if (size >= limits.streams)
      return refuse('This server has as many public streams as MAX_PUBLIC_STREAMS allows. Ask for JSON instead.', 60);
    if ((perAddress.get(address) ?? 0) < limits.perAddress) return undefined;
    return refuse(
      'Your address has as many streams as MAX_PUBLIC_STREAMS_PER_ADDRESS allows. Ask for JSON instead.',
      60,
    );
  }

  function send(watcher: Watcher, frame: Buffer): void {
    watcher.lastSentAt = clock.monotonic();
    if (!watcher.sink.send(frame)) watcher.fullSince = watcher.lastSentAt;
  }

  function tell(watcher: Watcher): void {
    const { room } = watcher;
    if (watcher.fullSince !== undefined || watcher.sent === room.json) return;
    watcher.sent = room.json;
    send(watcher, room.frame);
  }

  function remove(watcher: Watcher): void {
    const { room, address } = watcher;
    if (!room.watchers.delete(watcher)) return;
    size -= 1;
    const left = (perAddress.get(address) ?? 0) - 1;
    if (left > 0) perAddress.set(address, left);
    else perAddress.delete(address);
    if (room.watchers.size === 0) rooms.delete(keyOf(room.subject));
  }

  function letGo(watcher: Watcher, reason: 'restart' | 'lifetime' | 'not_public', retryMs: number): void {
    remove(watcher);
    if (watcher.fullSince === undefined) {
      watcher.sink.send(sseFrame('bye', { reason, retryMs: Math.round(retryMs) }));
      watcher.sink.end();
    } else watcher.sink.destroy(); // would not get to read it in time
  }

  function keep(watcher: Watcher, now: number): void {
    if (watcher.fullSince !== undefined) {
      if (now - watcher.fullSince < STALLED_MS) return;
      remove(watcher);
      watcher.sink.destroy();
    } else if (now >= watcher.endsAt) letGo(watcher, 'lifetime', 300 + random() * 1700);
    else if (now - watcher.lastSentAt >= PING_MS) send(watcher, sseFrame('ping', { t: clock.wall() }));
  }

  /** Asks anew; encodes only what has changed. False when nothing may be said any more. */
  function renew(room: Room): boolean {
    const answer = ask(room.subject);
    if (!answer) return false;
    if (answer.json === room.json) return true;
    room.json = answer.json;
    room.frame = sseFrame('here', answer.reply);
    return true;
  }

  const stopTicking = clock.every(TICK_MS, () => {
    const now = clock.monotonic();
    for (const room of rooms.values()) {
      const isPublic = renew(room);
      for (const watcher of room.watchers) {
        if (!isPublic) letGo(watcher, 'not_public', 60_000);
        else {
          tell(watcher);
          keep(watcher, now);
        }
      }
    }
  });

  return {
    refusalFor,
    watch(sink, subject, address) {
      const key = keyOf(subject);
      const room = rooms.get(key) ?? { subject, watchers: new Set(), json: '', frame: Buffer.alloc(0) };
      rooms.set(key, room);
      const now = clock.monotonic();
      const endsAt = now + LIFETIME_MS * (0.8 + random() * 0.4);
      const watcher: Watcher = { sink, room, address, endsAt, lastSentAt: now, fullSince: undefined, sent: '' };
      room.watchers.add(watcher);
      size += 1;
      perAddress.set(address, (perAddress.get(address) ?? 0) + 1);
      if (room.json === '') renew(room); // else it is less than a second old
      tell(watcher);
      return {
        drained() {
          watcher.fullSince = undefined;
          if (room.watchers.has(watcher)) tell(watcher);
        },
        close: () => remove(watcher),
      };
    },
    close() {
      isClosed = true; // a request that is still under way must not open a stream that nobody would end
      stopTicking();
      for (const room of rooms.values())
        for (const watcher of room.watchers) letGo(watcher, 'restart', 300 + random() * 4700);
    },
  };
}

const keyOf = ({ siteId, path }: Subject) => `${siteId} ${path ?? ''}`;
