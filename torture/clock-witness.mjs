// Who looks while the clock jumps: at the salts, at every frame of the stream, and at how long coming and leaving takes.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createReaderClient } from './clock-readers.mjs';
import { SITE } from './server.mjs';

/** How far a frame's time may be from what the clock was set to; it was on its way meanwhile. */
const MOST_SKEW_MS = 2_000;
/** Of a lease without beats (server/live/presence.ts). */
const LEASE_MS = 40_000;

/** Every number of a value that is below 0. */
export const negatives = (value) => JSON.stringify(value, (_key, inner) => inner).match(/[:[,]-\d/g)?.length ?? 0;

/** Date → hash of each salt there is. @param {string} dataDir @returns {Map<string, string>} */
export function readSalts(dataDir) {
  const folder = join(dataDir, 'salts');
  const hash = (file) =>
    createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex');
  return new Map(readdirSync(folder).map((file) => [file, hash(file)]));
}

/** Watches that salts, once made, stay as they are. @param {string} dataDir */
export function guardSalts(dataDir) {
  /** @type {Map<string, string>} */
  const known = new Map();
  const counts = { vanished: 0, changed: 0 };
  return {
    known,
    counts,
    look() {
      const now = readSalts(dataDir);
      for (const [date, hash] of known) {
        const there = now.get(date);
        if (there === undefined) counts.vanished += 1;
        else if (there !== hash) counts.changed += 1;
      }
      for (const [date, hash] of now) if (!known.has(date)) known.set(date, hash);
    },
  };
}

/**
 * What the frames of the first site said, which has `readers` readers all the time.
 *
 * @param {ReturnType<typeof import('./clock-shim.mjs').createClockShim>} shim
 * @param {number} readers
 */
export function createWitness(shim, readers) {
  const seen = {
    frames: 0,
    wrongCounts: 0,
    negatives: 0,
    longestSilenceMs: 0,
    jumpsSeen: 0,
    worstSkewMs: 0,
    wouldHaveEmptied: 0,
  };
  let at = 0;
  let isCounting = false;
  let lastT = 0;
  let offset = 0;
  /** @type {Map<string, (visitors: number) => void>} */
  const waiting = new Map();
  /** The last state of each site. @type {Map<string, any>} */
  const latest = new Map();
  return {
    seen,
    waiting,
    latest,
    /** From now on the readers are all there. */
    begin() {
      isCounting = true;
      at = performance.now();
    },
    end() {
      isCounting = false;
    },
    take(state) {
      latest.set(state.site, state);
      waiting.get(state.site)?.(state.visitors);
      if (state.site !== SITE || !isCounting) return;
      const now = performance.now();
      seen.frames += 1;
      seen.longestSilenceMs = Math.max(seen.longestSilenceMs, Math.round(now - at));
      if (state.visitors !== readers || state.tabs !== readers) seen.wrongCounts += 1;
      seen.negatives += negatives(state);
      const skew = Math.abs(state.t - shim.wall());
      if (shim.offset() !== offset && skew <= MOST_SKEW_MS) {
        seen.jumpsSeen += 1;
        offset = shim.offset();
        // What a lease that is measured by the wall clock would have made of it.
        if (state.t - lastT > LEASE_MS) seen.wouldHaveEmptied += 1;
      } else if (shim.offset() === offset) seen.worstSkewMs = Math.max(seen.worstSkewMs, Math.round(skew));
      lastT = state.t;
      at = now;
    },
  };
}

/** Comes, is seen, leaves, is gone: again and again until it is stopped. */
export function startProbe({ port, site, number, witness, random, note }) {
  const times = { rounds: 0, stuck: 0, refused: 0, arriveMs: 0, leaveMs: 0 };
  let over = false;
  /** Resolves with how long it took until the site's frame said so, or undefined after ten seconds. */
  const until = (visitors) =>
    new Promise((resolve) => {
      const began = performance.now();
      const timer = setTimeout(() => finish(undefined), 10_000);
      const finish = (ms) => {
        clearTimeout(timer);
        witness.waiting.delete(site);
        resolve(ms);
      };
      witness.waiting.set(site, (now) => now === visitors && finish(performance.now() - began));
    });
  const ended = (async () => {
    const client = createReaderClient(port, number);
    while (!over) {
      const message = { s: site, p: random.hex(16), u: `https://${site}/` };
      const come = until(1);
      const viewed = await client.say({ k: 'view', ...message, q: 0 });
      const came = await come;
      const leave = until(0);
      const said = await client.say({ k: 'leave', ...message });
      const left = await leave;
      times.rounds += 1;
      if (viewed !== 202 || said !== 204) times.refused += 1;
      if (came === undefined || left === undefined) {
        times.stuck += 1;
        note(`${site} is stuck: view ${viewed}, seen after ${came} ms; leave ${said}, gone after ${left} ms`);
      }
      times.arriveMs = Math.max(times.arriveMs, Math.round(came ?? 10_000));
      times.leaveMs = Math.max(times.leaveMs, Math.round(left ?? 10_000));
    }
    client.close();
  })();
  return {
    times,
    async stop() {
      over = true;
      await ended;
    },
  };
}

const CROSSING = 12;
/** Within it a frame says who has come; waited for no longer than it takes. */
const SEEN_WITHIN_MS = 5_000;

/**
 * Visitors who open another page at the very moment at which the clock jumps, so that their hits are under way: received
 * before it, committed after it. What was acknowledged must be seen.
 */
export function createCrossing({ port, site, witness, random }) {
  const clients = Array.from({ length: CROSSING }, (_, i) => createReaderClient(port, 3000 + i));
  const totals = { crossed: 0, unseen: 0, refused: 0 };
  /** @type {object[]} */
  let before = [];
  let crossings = 0;

  /** Resolves with how many were seen on the page at most, as soon as it is everybody. */
  async function seenOn(path) {
    const until = performance.now() + SEEN_WITHIN_MS;
    let most = 0;
    while (most < CROSSING && performance.now() < until) {
      const pages = witness.latest.get(site)?.pages ?? [];
      most = Math.max(most, pages.find(([name]) => name === path)?.[1] ?? 0);
      if (most < CROSSING) await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return most;
  }

  return {
    totals,
    /** @param {() => void} jump is called while the hits are under way */
    async across(jump) {
      crossings += 1;
      // Each time to another page, and the newest first where a list of pages is cut.
      const path = `/to-${100_000 - crossings}`;
      const now = clients.map(() => ({ s: site, p: random.hex(16), u: `https://${site}${path}` }));
      const views = Promise.all(clients.map((client, i) => client.say({ k: 'view', ...now[i], q: 0 })));
      setTimeout(jump, random.between(0, 4));
      const statuses = await views;
      totals.crossed += CROSSING;
      totals.refused += statuses.filter((status) => status !== 202).length;
      totals.unseen += CROSSING - (await seenOn(path));
      await Promise.all(before.map((message, i) => clients[i]?.say({ k: 'leave', ...message })));
      before = now;
    },
    close() {
      for (const client of clients) client.close();
    },
  };
}
