import { describe, expect, it } from 'vitest';
import { Refusal } from '../errors.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import {
  createHub,
  LIFETIME_MS,
  LONGEST_WINDOW_MS,
  type Owner,
  PING_MS,
  type Sink,
  STALLED_MS,
  WATCHERS_PER_TURN,
  WINDOW_MS,
} from './hub.ts';
import type { Topic } from './topics.ts';

const LIMITS = { streams: 100, perPerson: 3, perAddress: 5 };
const OWNER: Owner = { session: 's1', person: 1, address: '192.0.2.1' };

/** A sink that keeps what it was sent, and can be full. */
function createSink() {
  const sink = {
    frames: [] as string[],
    full: false,
    over: undefined as 'ended' | 'destroyed' | undefined,
    send(frame: Buffer) {
      sink.frames.push(frame.toString());
      return !sink.full;
    },
    end() {
      sink.over ??= 'ended';
    },
    destroy() {
      sink.over ??= 'destroyed';
    },
  };
  return sink satisfies Sink;
}

function setUp() {
  const clock = createFakeClock();
  let version = 0;
  let encoded = 0;
  const hub = createHub(
    clock,
    LIMITS,
    (topic) => {
      encoded += 1;
      return Buffer.from(`${topic}@${version}`);
    },
    () => 0.5,
  );
  return {
    clock,
    hub,
    encoded: () => encoded,
    change(topic = 1) {
      version += 1;
      hub.touch(topic);
    },
  };
}

describe('a watcher', () => {
  it('gets the whole state at once', () => {
    const { hub } = setUp();
    const sink = createSink();
    hub.watch(sink, [1, 'unregistered'], OWNER);
    expect(sink.frames).toEqual(['1@0', 'unregistered@0']);
  });

  it('hears of the first change at once and of all further ones within 250 ms in one frame', () => {
    const { clock, hub, change } = setUp();
    const sink = createSink();
    hub.watch(sink, [1], OWNER);
    change();
    expect(sink.frames).toEqual(['1@0', '1@1']);
    change();
    change();
    clock.advance(WINDOW_MS - 1);
    expect(sink.frames).toHaveLength(2);
    clock.advance(1);
    expect(sink.frames).toEqual(['1@0', '1@1', '1@3']);
  });

  it('gets at most four frames a second, however much happens, and the last one is the newest', () => {
    const { clock, hub, change } = setUp();
    const sink = createSink();
    hub.watch(sink, [1], OWNER);
    for (let ms = 0; ms < 10_000; ms += 1) {
      change();
      clock.advance(1);
    }
    clock.advance(WINDOW_MS);
    expect(sink.frames.length).toBeLessThanOrEqual(1 + 41);
    expect(sink.frames.at(-1)).toBe('1@10000');
  });

  it('hears nothing of sites it does not watch', () => {
    const { hub, change } = setUp();
    const sink = createSink();
    hub.watch(sink, [1], OWNER);
    change(2);
    expect(sink.frames).toEqual(['1@0']);
  });

  it('is pinged after 15 s of silence, and only then', () => {
    const { clock, hub, change } = setUp();
    const sink = createSink();
    hub.watch(sink, [1], OWNER);
    clock.advance(PING_MS - 2000);
    change();
    clock.advance(PING_MS - 2000);
    expect(sink.frames.filter((frame) => frame.includes('ping'))).toHaveLength(0);
    clock.advance(4000);
    expect(sink.frames.filter((frame) => frame.includes('ping'))).toHaveLength(1);
  });

  it('lives for ten minutes, is told bye, and may come back', () => {
    const { clock, hub } = setUp();
    const sink = createSink();
    hub.watch(sink, [1], OWNER);
    clock.advance(LIFETIME_MS - 1000);
    expect(sink.over).toBeUndefined();
    clock.advance(2000);
    expect(sink.over).toBe('ended');
    expect(sink.frames.at(-1)).toMatch(/^event: bye\ndata: {"reason":"lifetime","retryMs":\d+}\n\n$/);
  });

  it('that closes twice is gone once', () => {
    const { hub, change } = setUp();
    const sink = createSink();
    const watch = hub.watch(sink, [1], OWNER);
    watch.close();
    watch.close();
    change();
    expect(sink.frames).toHaveLength(1);
    for (let i = 0; i < LIMITS.perPerson; i += 1) hub.admit(OWNER);
  });
});

describe('a slow watcher', () => {
  it('is sent nothing while it is full, and the newest state once it has drained', () => {
    const { clock, hub, change } = setUp();
    const sink = createSink();
    const watch = hub.watch(sink, [1], OWNER);
    sink.full = true;
    change();
    for (let i = 0; i < 20; i += 1) {
      change();
      clock.advance(WINDOW_MS);
    }
    expect(sink.frames).toEqual(['1@0', '1@1']);
    sink.full = false;
    watch.drained();
    expect(sink.frames).toEqual(['1@0', '1@1', '1@21']);
  });

  it('does not hold up the others', () => {
    const { hub, change } = setUp();
    const slow = createSink();
    const quick = createSink();
    hub.watch(slow, [1], OWNER);
    hub.watch(quick, [1], OWNER);
    slow.full = true;
    change();
    expect(quick.frames.at(-1)).toBe('1@1');
  });

  it('that does not drain within 30 s is dropped', () => {
    const { clock, hub, change } = setUp();
    const sink = createSink();
    hub.watch(sink, [1], OWNER);
    sink.full = true;
    change();
    clock.advance(STALLED_MS + 1000);
    expect(sink.over).toBe('destroyed');
  });
});

describe('work', () => {
  it('is done once per change, not per watcher, and not at all when nobody watches', () => {
    const { hub, change, encoded } = setUp();
    change();
    expect(encoded()).toBe(0);
    const watches = [1, 2, 3].map(() => hub.watch(createSink(), [1], OWNER));
    const before = encoded();
    change();
    expect(encoded() - before).toBe(1);
    for (const watch of watches) watch.close();
    change();
    expect(encoded() - before).toBe(1);
  });
});

describe('a part of a site', () => {
  it('changes with the site, is encoded once for all who watch it, and does not change the site', () => {
    const { clock, hub, change, encoded } = setUp();
    const [whole, part, same, other] = [createSink(), createSink(), createSink(), createSink()];
    hub.watch(whole, [1], OWNER);
    hub.watch(part, ['1?some'], OWNER);
    hub.watch(same, ['1?some'], OWNER);
    hub.watch(other, ['2?some'], { ...OWNER, person: 2 });
    const before = encoded();
    change(1);
    expect(encoded() - before).toBe(1); // a hit waits for its answer: the parts have the next turn
    clock.advance(0);
    expect(encoded() - before).toBe(2);
    expect(part.frames.at(-1)).toBe('1?some@1');
    expect(same.frames.at(-1)).toBe('1?some@1');
    expect(whole.frames).toEqual(['1@0', '1@1']);
    expect(other.frames).toEqual(['2?some@0']);
    clock.advance(WINDOW_MS);
    hub.touch('1?some');
    clock.advance(0);
    expect(part.frames).toHaveLength(3);
    expect(whole.frames).toHaveLength(2);
  });

  it('is not counted again for who joins while its window runs', () => {
    const { clock, hub, change, encoded } = setUp();
    hub.watch(createSink(), ['1?some'], OWNER);
    change(1);
    clock.advance(0);
    const before = encoded();
    const late = createSink();
    hub.watch(late, ['1?some'], OWNER);
    expect(encoded()).toBe(before);
    expect(late.frames).toEqual(['1?some@1']);
    change(1);
    const later = createSink();
    hub.watch(later, ['1?some'], OWNER);
    expect(later.frames).toEqual(['1?some@2']);
  });

  it('has its turn, with all others in a fifth of the time, however many have changed', () => {
    const clock = createFakeClock();
    let isCounting = false;
    let counted = 0;
    const encode = (topic: Topic) => {
      if (isCounting && topic !== 1) {
        counted += 1;
        clock.advance(4);
      }
      return Buffer.from(String(topic));
    };
    const hub = createHub(clock, { ...LIMITS, perPerson: 100, perAddress: 100 }, encode, () => 0.5);
    const sinks = Array.from({ length: 50 }, createSink);
    for (const [i, sink] of sinks.entries()) hub.watch(sink, [`1?${i}`], OWNER);
    isCounting = true;
    const began = clock.monotonic();
    hub.touch(1);
    expect(counted).toBe(0);
    clock.advance(0);
    expect(counted).toBe(2); // 5 ms are a turn
    while (counted < 50) clock.advance(1);
    expect(clock.monotonic() - began).toBeGreaterThan(50 * 4 * 4);
    expect(sinks.map(({ frames }) => frames.length)).toEqual(sinks.map(() => 2));
  });

  it('is no longer made when nobody watches it', () => {
    const { hub, change, encoded } = setUp();
    const watch = hub.watch(createSink(), ['1?some'], OWNER);
    watch.close();
    expect(hub.touch('1?some')).toBe(false);
    const before = encoded();
    change(1);
    expect(encoded()).toBe(before);
  });
});

describe('a site that is removed', () => {
  it('goes from streams about others too, ends those about nothing else, and is never told of again', () => {
    const { clock, hub, change } = setUp();
    const [alone, part, feed, both] = [createSink(), createSink(), createSink(), createSink()];
    const owners = [1, 2, 3, 4].map((person) => ({ ...OWNER, person }));
    hub.watch(alone, [1, 'unregistered', 'notices'], owners[0] as Owner);
    hub.watch(part, ['1?some'], owners[1] as Owner);
    hub.watch(feed, ['feed:1'], owners[2] as Owner);
    hub.watch(both, [1, '1?some', 'feed:1', 11, 'feed:11'], owners[3] as Owner);
    change(1); // a frame that is due in a moment must not come
    change(1);
    hub.endSite(1, Buffer.from('gone'));
    for (const sink of [alone, part, feed]) {
      expect(sink.frames.at(-2)).toBe('gone');
      expect(sink.frames.at(-1)).toContain('"reason":"site_removed"');
      expect(sink.over).toBe('ended');
    }
    expect([both.frames.at(-1), both.over]).toEqual(['gone', undefined]);
    const told = both.frames.length;
    clock.advance(WINDOW_MS);
    change(1);
    expect(hub.touch('feed:1')).toBe(false);
    change(11);
    clock.advance(WINDOW_MS);
    expect(both.frames.slice(told).every((frame) => frame.startsWith('11@'))).toBe(true);
    expect(both.frames.length).toBeGreaterThan(told);
  });

  it('is told to a full watcher when it has drained, and drops one that watches nothing else', () => {
    const { hub, change } = setUp();
    const [alone, both] = [createSink(), createSink()];
    for (const sink of [alone, both]) sink.full = true;
    hub.watch(alone, [1], OWNER);
    const watch = hub.watch(both, [1, 2], OWNER);
    change(1);
    hub.endSite(1, Buffer.from('gone'));
    expect(alone.over).toBe('destroyed');
    both.full = false;
    watch.drained();
    expect(both.frames.filter((frame) => frame === 'gone')).toHaveLength(1);
    expect(both.frames.at(-1)).not.toContain('1@1');
  });

  it('is told to many in turns, and to all of them within a second', () => {
    const clock = createFakeClock();
    const limits = { streams: 5_000, perPerson: 5_000, perAddress: 5_000 };
    const hub = createHub(
      clock,
      limits,
      (topic) => Buffer.from(`${topic}`),
      () => 0.5,
    );
    const sinks = Array.from({ length: 3 * WATCHERS_PER_TURN + 1 }, createSink);
    const watches = sinks.map((sink) => hub.watch(sink, [1], OWNER));
    hub.endSite(1, Buffer.from('gone'));
    const ended = () => sinks.filter(({ over }) => over === 'ended').length;
    expect(ended()).toBe(WATCHERS_PER_TURN);
    watches.at(-1)?.close(); // meanwhile
    clock.advance(1_000);
    expect(ended()).toBe(sinks.length - 1);
    expect(sinks.every(({ frames }) => frames.filter((frame) => frame === 'gone').length <= 1)).toBe(true);
  });
});

describe('under load', () => {
  it('a change of all there is, as at every full minute, is told in turns, and of each site once', () => {
    const clock = createFakeClock();
    let isSlow = false;
    let encoded = 0;
    const encode = (topic: Topic) => {
      encoded += 1;
      if (isSlow) clock.advance(1);
      return Buffer.from(String(topic));
    };
    const hub = createHub(clock, { ...LIMITS, perPerson: 100, perAddress: 100 }, encode, () => 0.5);
    const sinks = Array.from({ length: 100 }, createSink);
    for (const [i, sink] of sinks.entries()) hub.watch(sink, [i + 1], OWNER);
    isSlow = true;
    encoded = 0;
    hub.touchAll();
    expect(encoded).toBe(5); // 5 ms are a turn
    for (let turn = 0; turn < 30; turn += 1) clock.advance(0);
    expect(sinks.map(({ frames }) => frames.length)).toEqual(sinks.map(() => 2));
    hub.close();
  });

  it('frames become rarer, so that they take a fifth of the time at most, and never rarer than one in 5 s', () => {
    for (const [workMs, windowMs] of [
      [1, WINDOW_MS],
      [100, 500],
      [3_000, LONGEST_WINDOW_MS],
    ] as const) {
      const clock = createFakeClock();
      let version = 0;
      const encode = () => {
        if (version > 0) clock.advance(workMs);
        return Buffer.from(`${version}`);
      };
      const hub = createHub(clock, LIMITS, encode, () => 0.5);
      const sink = createSink();
      hub.watch(sink, [1], OWNER);
      version = 1;
      hub.touch(1);
      version = 2;
      hub.touch(1);
      clock.advance(windowMs - 1);
      expect(sink.frames).toEqual(['0', '1']);
      clock.advance(1);
      expect(sink.frames).toEqual(['0', '1', '2']);
    }
  });

  it('many watchers are told a few hundred at a time, each of them once, with the newest that there is', () => {
    const clock = createFakeClock();
    let version = 0;
    const limits = { streams: 10_000, perPerson: 10_000, perAddress: 10_000 };
    const hub = createHub(
      clock,
      limits,
      () => Buffer.from(`${version}`),
      () => 0.5,
    );
    const sinks = Array.from({ length: 2 * WATCHERS_PER_TURN + 1 }, createSink);
    for (const sink of sinks) hub.watch(sink, [1], OWNER);
    const told = () => sinks.filter(({ frames }) => frames.at(-1) === String(version)).length;
    version = 1;
    hub.touch(1);
    expect(told()).toBe(WATCHERS_PER_TURN);
    hub.touch(1); // one more change while they are told waits for its window
    clock.advance(0); // the turns that follow
    expect(told()).toBe(sinks.length);
    expect(new Set(sinks.map(({ frames }) => frames.join()))).toEqual(new Set(['0,1']));
    version = 2;
    clock.advance(WINDOW_MS);
    clock.advance(0);
    expect(told()).toBe(sinks.length);
  });

  it('who comes while many are told is not told what was so before it came', () => {
    const clock = createFakeClock();
    let version = 0;
    const limits = { streams: 10_000, perPerson: 10_000, perAddress: 10_000 };
    const hub = createHub(
      clock,
      limits,
      () => Buffer.from(`${version}`),
      () => 0.5,
    );
    for (let i = 0; i <= WATCHERS_PER_TURN; i += 1) hub.watch(createSink(), [1], OWNER);
    version = 1;
    hub.touch(1);
    version = 2;
    hub.touch(1);
    const latecomer = createSink();
    hub.watch(latecomer, [1], OWNER);
    clock.advance(0);
    expect(latecomer.frames).toEqual(['2']);
    clock.advance(WINDOW_MS);
    clock.advance(0);
    expect(latecomer.frames).toEqual(['2', '2']);
  });
});

describe('limits', () => {
  it('a person has a number of streams, and gets one back when one ends', () => {
    const { hub } = setUp();
    const watches = [1, 2, 3].map(() => hub.watch(createSink(), [1], OWNER));
    expect(() => hub.admit(OWNER)).toThrow(Refusal);
    hub.admit({ ...OWNER, person: 2 });
    watches[0]?.close();
    hub.admit(OWNER);
  });

  it('an address has one too', () => {
    const { hub } = setUp();
    for (let person = 1; person <= LIMITS.perAddress; person += 1) hub.watch(createSink(), [1], { ...OWNER, person });
    expect(() => hub.admit({ ...OWNER, person: 99 })).toThrow(/address/);
    hub.admit({ ...OWNER, person: 99, address: '192.0.2.2' });
  });
});

describe('the end', () => {
  it('of a session ends its streams at once, and no other', () => {
    const { hub } = setUp();
    const mine = createSink();
    const other = createSink();
    hub.watch(mine, [1], OWNER);
    hub.watch(other, [1], { ...OWNER, session: 's2' });
    hub.endSession('s1');
    expect(mine.over).toBe('ended');
    expect(mine.frames.at(-1)).toContain('signed_out');
    expect(other.over).toBeUndefined();
  });

  it('of the server is told to everyone, with a time to come back that differs', () => {
    const { hub } = setUp();
    const sink = createSink();
    hub.watch(sink, [1], OWNER);
    hub.close();
    expect(sink.frames.at(-1)).toContain('"reason":"restart"');
    expect(sink.over).toBe('ended');
  });

  it('lets nobody in any more', () => {
    const { hub } = setUp();
    hub.close();
    expect(() => hub.admit(OWNER)).toThrow(/restarting/);
  });

  it('does not wait for a watcher that is full', () => {
    const { hub, change } = setUp();
    const sink = createSink();
    hub.watch(sink, [1], OWNER);
    sink.full = true;
    change();
    hub.close();
    expect(sink.over).toBe('destroyed');
  });
});
