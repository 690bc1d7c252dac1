import { describe, expect, it } from 'vitest';
import { PING_MS, STALLED_MS } from '../live/hub.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { createHere } from './here.ts';
import { createWatchers } from './watchers.ts';

function setUp() {
  const clock = createFakeClock();
  const now = { readers: 5, counted: 0 };
  const here = createHere(clock, () => {
    now.counted += 1;
    return now.readers;
  });
  const limits = { streams: 5000, perAddress: 5000 };
  const ask = ({ path }: { path: string | undefined }) => here.of({ id: 1, host: 'example.com' }, path);
  const watchers = createWatchers(clock, limits, ask, () => 0.5);

  function watch(path?: string) {
    const sink = { frames: [] as Buffer[], isFull: false, isDestroyed: false };
    const watch = watchers.watch(
      {
        send(frame) {
          sink.frames.push(frame);
          return !sink.isFull;
        },
        end() {},
        destroy() {
          sink.isDestroyed = true;
        },
      },
      { siteId: 1, path },
      '192.0.2.1',
    );
    const texts = () => sink.frames.flatMap((frame) => /"text":"([^"]+)"/.exec(String(frame))?.[1] ?? []);
    return { sink, watch, texts };
  }
  return { clock, now, watchers, watch };
}

describe('public streams', () => {
  it('of a thousand readers cost one count and one frame a second, and nothing while nothing changes', () => {
    const { clock, now, watch } = setUp();
    const all = Array.from({ length: 1000 }, () => watch());
    expect(now.counted).toBe(1);
    now.readers = 6;
    clock.advance(1000);
    expect(now.counted).toBe(2);
    for (const { texts } of all) expect(texts()).toEqual(['5 reading now', '6 reading now']);
    expect(new Set(all.map(({ sink }) => sink.frames[1])).size).toBe(1); // the same bytes, not equal ones
    clock.advance(5000);
    for (const { sink } of all) expect(sink.frames).toHaveLength(2);
  });

  it('say at most one thing a second, and nothing of what happens below three', () => {
    const { clock, now, watch } = setUp();
    const { texts } = watch('/post');
    for (const readers of [9, 8, 7, 2, 1, 0, 1, 2, 3]) {
      now.readers = readers;
      clock.advance(500);
    }
    clock.advance(1000);
    expect(texts()).toEqual(['5 reading now', '8 reading now', 'a few reading now', '3 reading now']);
  });

  it('pass over a watcher that is full; once drained it gets the newest text, once', () => {
    const { clock, now, watch } = setUp();
    const slow = watch();
    const quick = watch();
    slow.sink.isFull = true;
    for (const readers of [6, 7, 8]) {
      now.readers = readers;
      clock.advance(1000);
    }
    expect(quick.texts()).toHaveLength(4);
    expect(slow.texts()).toEqual(['5 reading now', '6 reading now']); // by the second it says that it is full
    slow.sink.isFull = false;
    slow.watch.drained();
    slow.watch.drained();
    expect(slow.texts()).toEqual(['5 reading now', '6 reading now', '8 reading now']);
  });

  it('drop a watcher that stays full, and forget it', () => {
    const { clock, now, watch, watchers } = setUp();
    const slow = watch();
    slow.sink.isFull = true;
    now.readers = 6;
    clock.advance(1000 + STALLED_MS);
    expect(slow.sink.isDestroyed).toBe(true);
    const { counted } = now;
    clock.advance(10_000);
    expect(now.counted).toBe(counted); // nobody watches: nothing is counted
    watchers.close();
    watchers.close();
    expect(slow.sink.frames).toHaveLength(2);
  });

  it('ping when all is quiet', () => {
    const { clock, watch } = setUp();
    const { sink } = watch();
    clock.advance(PING_MS + 1000);
    expect(sink.frames.map(String).filter((frame) => frame.startsWith('event: ping'))).toHaveLength(1);
  });
});
