// What the generator sends next, and for whom. Every hit is unique by (page instance, sequence), so that none is refused
// as a retry; page instances are spread over all 64 bits, as random ones are.
import { FIRST_SEQUENCE, render, USER_AGENTS, write } from './requests.mjs';

const AGENTS = USER_AGENTS.length;
const PAGES = 20;

/** A bijection of 32-bit numbers that looks random (murmur3's finaliser): different numbers stay different. */
function scatter(/** @type {number} */ value) {
  let x = value;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** @type {Map<string, import('./requests.mjs').Template[]>} */
const rendered = new Map();

/** One template for each user agent on each of some pages. */
function renderAll(/** @type {'view' | 'beat' | 'leave'} */ kind, keepAlive = true) {
  const key = `${kind} ${keepAlive}`;
  const templates =
    rendered.get(key) ??
    Array.from({ length: AGENTS * PAGES }, (_, i) => render(kind, i % AGENTS, Math.floor(i / AGENTS), keepAlive));
  rendered.set(key, templates);
  return templates;
}

/** The template for a visitor, who keeps one user agent, on the page of a turn. */
const templateOf = (
  /** @type {import('./requests.mjs').Template[]} */ templates,
  /** @type {number} */ visitor,
  /** @type {number} */ turn,
) => /** @type {import('./requests.mjs').Template} */ (templates[(visitor % AGENTS) + AGENTS * (turn % PAGES)]);

/** One run's page instances must not meet those of another run against the same server. */
const runs = Math.floor(Math.random() * 0x10000);
let begun = 0;
const nextRun = () => {
  begun += 1;
  return scatter(runs * 0x10000 + begun);
};

/**
 * @typedef {{next(connection: import('./connection.mjs').Connection): number}} Source
 * `next` renders a request into `connection.into` and returns its length.
 */

/**
 * Each hit is the view of a new page instance by one of many visitors.
 * @param {{visitors?: number, keepAlive?: boolean}} [options]
 * @returns {Source}
 */
export function createArrivals({ visitors = 50_000, keepAlive = true } = {}) {
  const templates = renderAll('view', keepAlive);
  const run = nextRun();
  let count = 0;
  return {
    next({ into }) {
      count += 1;
      const visitor = scatter(count) % visitors;
      const page = { pageHigh: scatter(count), pageLow: scatter(count ^ run) };
      return write(templateOf(templates, visitor, count), into, { visitor, ...page, sequence: FIRST_SEQUENCE });
    },
  };
}

/**
 * `size` open pages of `visitors`. Their hits are views of pages that are known (which renews them), but each
 * `navigateEvery`th: then the page is left and another one viewed, so that the live state keeps changing while as many
 * stay live. After `pagesPerVisit` pages someone new comes instead (0: never). A page belongs to one connection of a
 * round, so that its messages keep their order; there must be at least as many pages as connections.
 * @param {{size: number, visitors?: number, navigateEvery: number, pagesPerVisit?: number}} options
 */
export function createPopulation({ size, visitors = size, navigateEvery, pagesPerVisit = 0 }) {
  const [views, beats, leaves] = [renderAll('view'), renderAll('beat'), renderAll('leave')];
  const turns = new Uint32Array(size);
  const run = nextRun();
  let messages = 0;

  /**
   * @param {import('./requests.mjs').Template[]} templates
   * @param {number} place
   * @param {import('./connection.mjs').Connection} connection
   */
  function speak(templates, place, { into }) {
    const turn = turns[place] ?? 0;
    const visits = pagesPerVisit === 0 ? 0 : Math.floor(turn / pagesPerVisit);
    const visitor = (place % visitors) + visitors * visits;
    messages += 1;
    return write(templateOf(templates, visitor, place + turn), into, {
      visitor,
      pageHigh: scatter(place ^ run),
      pageLow: scatter(turn * size + place),
      sequence: FIRST_SEQUENCE + messages,
    });
  }

  /** @returns {Source} one message of a kind for each page, from the first to the last and again */
  function each(/** @type {import('./requests.mjs').Template[]} */ templates) {
    let place = -1;
    return {
      next(connection) {
        place = (place + 1) % size;
        return speak(templates, place, connection);
      },
    };
  }

  return {
    size,
    /** Opens every page. */
    arrivals: () => each(views),
    /** Renews every page. */
    beats: () => each(beats),
    /** @returns {Source} for as many connections */
    hits(/** @type {number} */ connections) {
      if (connections > size) throw new Error(`${size} pages are too few for ${connections} connections`);
      let sent = 0;
      return {
        next(connection) {
          if (connection.hasLeft) {
            connection.hasLeft = false;
            turns[connection.place] = (turns[connection.place] ?? 0) + 1;
            return speak(views, connection.place, connection);
          }
          const following = connection.place < 0 ? connection.index : connection.place + connections;
          connection.place = following < size ? following : connection.index;
          sent += 1;
          if (sent % navigateEvery !== 0) return speak(views, connection.place, connection);
          connection.hasLeft = true;
          return speak(leaves, connection.place, connection);
        },
      };
    },
  };
}
