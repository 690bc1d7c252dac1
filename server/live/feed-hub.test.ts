// How the hub passes a feed on: a log, beside topics that are states.
import { expect, it } from 'vitest';
import { createFakeClock } from '../testing/fake-clock.ts';
import { createHub, type Owner, WINDOW_MS } from './hub.ts';

const LIMITS = { streams: 100, perPerson: 100, perAddress: 100 };
const OWNER: Owner = { session: 's1', person: 1, address: '192.0.2.1' };
const TOPIC = 'feed:1';

function createSink() {
  const sink = {
    frames: [] as string[],
    full: false,
    send(frame: Buffer) {
      sink.frames.push(frame.toString());
      return !sink.full;
    },
    end() {},
    destroy() {},
  };
  return sink;
}

function setUp() {
  const clock = createFakeClock();
  const count = { hits: 0, told: 0, latest: 0, news: 0 };
  const hub = createHub(
    clock,
    LIMITS,
    (topic, lastId = '') => {
      if (topic !== TOPIC) return Buffer.from(`${topic}`);
      count.latest += 1;
      return Buffer.from(`latest ${lastId}..${count.hits}`);
    },
    () => 0.5,
    () => {
      count.news += 1;
      const frame = Buffer.from(`news ${count.told}..${count.hits}`);
      count.told = count.hits;
      return frame;
    },
  );
  const hit = (times = 1) => {
    for (let i = 0; i < times; i += 1) {
      count.hits += 1;
      hub.touch(TOPIC);
    }
  };
  return { clock, hub, hit, count };
}

it('who joins gets the latest, and then what is new: at once, then four times a second, written once for all', () => {
  const { clock, hub, hit, count } = setUp();
  const sinks = [createSink(), createSink(), createSink()];
  for (const sink of sinks) hub.watch(sink, [TOPIC], OWNER);
  hit();
  hit(2);
  clock.advance(WINDOW_MS);
  clock.advance(10 * WINDOW_MS);
  for (const { frames } of sinks) expect(frames).toEqual(['latest ..0', 'news 0..1', 'news 1..3']);
  expect(count).toMatchObject({ latest: 3, news: 2 });
});

it('who comes back says what it saw last', () => {
  const { hub } = setUp();
  const sink = createSink();
  hub.watch(sink, [1, TOPIC], OWNER, 'b1.7');
  expect(sink.frames).toEqual(['1', 'latest b1.7..0']);
});

it('who was full for one frame gets that one; who was full for more gets the latest anew, and holds up nobody', () => {
  const { clock, hub, hit } = setUp();
  const [slow, quick] = [createSink(), createSink()];
  const watch = hub.watch(slow, [TOPIC], OWNER);
  hub.watch(quick, [TOPIC], OWNER);
  slow.full = true;
  hit();
  clock.advance(WINDOW_MS);
  hit();
  clock.advance(WINDOW_MS);
  slow.full = false;
  watch.drained();
  expect(slow.frames).toEqual(['latest ..0', 'news 0..1', 'news 1..2']);

  slow.full = true;
  for (let i = 0; i < 3; i += 1) {
    hit();
    clock.advance(WINDOW_MS);
  }
  slow.full = false;
  watch.drained();
  hit();
  expect(slow.frames.slice(3)).toEqual(['news 2..3', 'latest ..5', 'news 5..6']);
  expect(quick.frames).toEqual([
    'latest ..0',
    'news 0..1',
    'news 1..2',
    'news 2..3',
    'news 3..4',
    'news 4..5',
    'news 5..6',
  ]);
});

it('is not written at all while nobody watches, and says so', () => {
  const { hub, hit, count } = setUp();
  hit(10);
  expect(hub.touch(TOPIC)).toBe(false);
  expect(count).toMatchObject({ latest: 0, news: 0 });
  hub.watch(createSink(), [TOPIC], OWNER);
  expect(hub.touch(TOPIC)).toBe(true);
});

it('has no news when all states are told anew', () => {
  const { hub } = setUp();
  const sink = createSink();
  hub.watch(sink, [1, TOPIC], OWNER);
  hub.touchAll();
  expect(sink.frames).toEqual(['1', 'latest ..0', '1']);
});
