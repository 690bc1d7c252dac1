// Presence against the naive oracle, as the net treats it: visitors with several tabs on several sites who open, hide, show, close
// and crash pages, and whose messages are lost, doubled and delayed; days end, and the server restarts. After every simulated second every
// count of every list of every site must be the same, and so must those of a part of the visitors.
import { expect, it } from 'vitest';
import { LIVE_DIMENSIONS, type LiveFilter } from '../contract/browser.ts';
import { agree } from '../testing/agree.ts';
import { createPresenceOracle } from '../testing/presence-oracle.ts';
import { type Arrival, createPresence } from './presence.ts';

const STEPS = Number(process.env.MODEL_STEPS ?? 20_000);
const SEED = Number(process.env.MODEL_SEED ?? 1);
/** For a control: presence is not told of every leave. */
const forgets = process.env.MODEL_FORGETS_A_LEAVE === '1';
const SWEEP_MS = 250;
const BEAT_MS = 15_000;
const DAY_MS = 20 * 60_000; // of this world

/** Mulberry32: the same numbers for the same seed. */
function createRandom(seed: number) {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (bound: number) => Math.floor(next() * bound);
  return {
    below,
    chance: (share: number) => next() < share,
    of: <T>(list: readonly T[]) => list[below(list.length)] as T,
  };
}

const hex = (...numbers: number[]) => numbers.map((number) => number.toString(16).padStart(8, '0')).join('');

interface Tab {
  siteId: number;
  page: string;
  visitor: number;
  path: string;
  isVisible: boolean;
  isSilent: boolean;
  beatAt: number;
}

const VISITORS = 30;
const VALUES: Record<'referrer' | 'source' | 'country' | 'device' | 'campaign', readonly string[]> = {
  referrer: ['', 'https://a.example/', 'https://b.example/x'],
  source: ['', 'Google', 'Mastodon'],
  country: ['', 'AT', 'DE', 'NZ'],
  device: ['desktop', 'mobile', 'tablet'],
  campaign: ['', '', 'spring'],
};
const PATHS = Array.from({ length: 14 }, (_, i) => `/${i}`);

it(`agrees with the naive oracle through ${STEPS} random steps`, { timeout: 600_000 }, () => {
  const random = createRandom(SEED);
  let now = 1_000_000;
  let pages = 0;
  let tabs: Tab[] = [];
  /** On their way, in no order. */
  let mail: { at: number; deliver: () => void }[] = [];
  const onChange = () => undefined;
  let presence = createPresence({ maxLeases: 10_000, startedAt: now, onChange });
  let oracle = createPresenceOracle();
  let compared = 0;
  let most = 0;
  let chosen = 0;

  const day = () => Math.floor(now / DAY_MS);
  const idOf = (siteId: number, visitor: number, date: number) => hex(siteId * 1000 + visitor, date);

  function arrivalOf(tab: Tab, by: 'view' | 'beat', reading: boolean | undefined): Arrival {
    const { siteId, page, path, visitor } = tab;
    const facets = Object.fromEntries(
      Object.entries(VALUES).map(([name, values]) => [
        name,
        by === 'view' ? random.of(values) : (values[visitor % values.length] as string),
      ]),
    ) as Record<keyof typeof VALUES, string>;
    const [today, before] = [idOf(siteId, visitor, day()), idOf(siteId, visitor, day() - 1)];
    return {
      siteId,
      page,
      path,
      ...facets,
      visitor: today,
      previousVisitor: () => before,
      by,
      reading,
      inferred: tab.isSilent,
      at: now,
    };
  }

  /** Through the net: lost, doubled, late, or all is well. */
  function post(deliver: () => void): void {
    if (random.chance(0.04)) return;
    const copies = random.chance(0.04) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      mail.push({ at: now + (random.chance(0.1) ? random.below(5_000) : random.below(60)), deliver });
    }
  }

  const view = (tab: Tab) => {
    const hit = arrivalOf(tab, 'view', undefined);
    post(() => {
      presence.arrive(hit, now);
      oracle.open(hit, now);
    });
  };
  const beat = (tab: Tab) => {
    tab.beatAt = now + BEAT_MS;
    const reading = random.of([true, false, undefined]);
    const hit = arrivalOf(tab, 'beat', reading);
    post(() => {
      if (!presence.renew(tab.siteId, tab.page, reading, now)) presence.arrive(hit, now);
      oracle.beat(hit, now);
    });
  };
  const leave = ({ siteId, page }: Tab) =>
    post(() => {
      if (!forgets || !random.chance(0.02)) presence.leave(siteId, page, now);
      oracle.leave(siteId, page, now);
    });

  const deeds: Record<string, (tab: Tab | undefined) => void> = {
    open() {
      const [siteId, visitor] = [1 + random.below(3), random.below(VISITORS)];
      pages += 1;
      const isSilent = visitor % 10 === 9;
      const tab: Tab = {
        siteId,
        page: hex(SEED, pages),
        visitor,
        path: random.of(PATHS),
        isVisible: true,
        isSilent,
        beatAt: now + 5_000,
      };
      tabs.push(tab);
      view(tab);
    },
    hide(tab) {
      if (!tab?.isVisible || tab.isSilent) return;
      tab.isVisible = false;
      leave(tab);
    },
    show(tab) {
      if (!tab || tab.isVisible) return;
      tab.isVisible = true;
      beat(tab);
    },
    close(tab) {
      tabs = tabs.filter((other) => other !== tab);
      if (tab?.isVisible && !tab.isSilent) leave(tab);
    },
    crash(tab) {
      tabs = tabs.filter((other) => other !== tab);
    },
    navigate(tab) {
      deeds.close?.(tab);
      if (!tab) return;
      pages += 1;
      const next: Tab = {
        ...tab,
        page: hex(SEED, pages),
        path: random.of(PATHS),
        isVisible: true,
        beatAt: now + 5_000,
      };
      tabs.push(next);
      view(next);
    },
    restart() {
      if (!random.chance(0.01)) return;
      presence = createPresence({ maxLeases: 10_000, startedAt: now, onChange });
      oracle = createPresenceOracle();
    },
  };
  const names = ['open', 'open', 'hide', 'show', 'show', 'close', 'navigate', 'navigate', 'crash', 'restart'];

  function compare(): void {
    const filters = Array.from({ length: 1 + random.below(2) }, (): LiveFilter => {
      const dimension = random.of(LIVE_DIMENSIONS);
      const values = dimension === 'page' ? PATHS : VALUES[dimension === 'utm_campaign' ? 'campaign' : dimension];
      return [
        'is',
        dimension,
        random.chance(0.5) ? [random.of(values)] : [random.of(values), random.of(values), 'nowhere'],
      ];
    });
    for (const siteId of [1, 2, 3]) {
      const { minutes: _, ...counts } = presence.counts(siteId, now);
      agree(counts, oracle.counts(siteId));
      const part = presence.countChosen(siteId, filters, now);
      agree(part, oracle.counts(siteId, filters), filters);
      compared += 1;
      most = Math.max(most, counts.visitors);
      if (part.visitors > 0 && part.visitors < counts.visitors) chosen += 1;
    }
  }

  for (let step = 0; step < STEPS; ) {
    for (let deed = random.below(12); deed > 0; deed -= 1, step += 1) deeds[random.of(names)]?.(random.of(tabs));
    for (let quarter = 0; quarter < 4; quarter += 1) {
      now += SWEEP_MS;
      for (const tab of tabs) if (tab.isVisible && !tab.isSilent && now >= tab.beatAt) beat(tab);
      const due = mail.filter(({ at }) => at <= now);
      mail = mail.filter(({ at }) => at > now);
      for (const { deliver } of due) deliver();
      presence.sweep(now);
      // A sweep takes whole buckets of 250 ms that are over, so it may be late by one; the oracle is asked as late.
      oracle.sweep(Math.floor(now / SWEEP_MS) * SWEEP_MS - 1);
    }
    while (tabs.length > 90) deeds.close?.(random.of(tabs));
    compare();
  }
  console.info(
    `${STEPS} steps, ${pages} pages: ${compared} comparisons, at most ${most} visitors on a site, ${chosen} parts that were neither nobody nor all`,
  );
  expect(most).toBeGreaterThan(5);
  expect(chosen).toBeGreaterThan(compared / 20);
});
