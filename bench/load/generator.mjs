// The load generator as a process of its own, so that it can be pinned to one core and its CPU use be told apart. Does what
// its parent (start-generator.mjs) asks, one command after the other, and remembers the populations it is asked for.
import { signIn } from '../subjects/subject.mjs';
import { createHistogram } from './histogram.mjs';
import { closedLoop, openLoop } from './loops.mjs';
import { createHitBook, createNumberedHits } from './numbered-hits.mjs';
import { createArrivals, createPopulation } from './sources.mjs';
import { openStreams } from './streams.mjs';

/** @type {Map<string, ReturnType<typeof createPopulation>>} */
const populations = new Map();

function populationOf(/** @type {string} */ name) {
  const population = populations.get(name);
  if (!population) throw new Error(`there is no population ${name}`);
  return population;
}

/** @type {Map<string, import('./streams.mjs').Streams>} */
const streams = new Map();

function streamsOf(/** @type {string} */ name) {
  const opened = streams.get(name);
  if (!opened) throw new Error(`there are no streams ${name}`);
  return opened;
}

/** When hits were due, for the streams that are to show them. A new one with each server. */
let book = createHitBook();
/**
 * How long after its hits, or its window's end, a stream had the frame; by group of streams.
 * @type {Map<string, import('./histogram.mjs').Histogram>}
 */
const latencies = new Map();

function latencyOf(/** @type {string} */ group) {
  const latency = latencies.get(group) ?? createHistogram();
  latencies.set(group, latency);
  return latency;
}

const commands = {
  /** Views of new pages by ever other visitors. */
  arrivals: (/** @type {any} */ options) =>
    closedLoop({ ...options, source: createArrivals({ keepAlive: options.perHit !== true }) }),
  arrivalsByTheClock: (/** @type {any} */ options) => openLoop({ ...options, source: createArrivals() }),
  /** Opens the pages of a new population. */
  populate(/** @type {any} */ { name, population: settings, ...options }) {
    const population = createPopulation(settings);
    populations.set(name, population);
    return closedLoop({ ...options, source: population.arrivals(), count: population.size });
  },
  /** One beat of each of its pages. */
  renew(/** @type {any} */ { name, ...options }) {
    const population = populationOf(name);
    return closedLoop({ ...options, source: population.beats(), count: population.size });
  },
  /** Hits of its pages: some that are left for others, the rest known. */
  hits: (/** @type {any} */ { name, ...options }) =>
    closedLoop({ ...options, source: populationOf(name).hits(options.connections) }),
  /** The admin's cookie, for a server that only this process can reach. */
  signIn: async (/** @type {any} */ { address }) => (await signIn({ address })).cookie,
  /** Opens streams of the live state, see streams.mjs; how long that took. */
  async openStreams(/** @type {any} */ { name, group = 'all', ...options }) {
    const opened = await openStreams({ ...options, book, latency: latencyOf(group) });
    streams.set(name, opened);
    return { openedInMs: opened.openedInMs };
  },
  lookAtStreams: (/** @type {any} */ { name }) => streamsOf(name).look(),
  /** The latencies of a group since they were last taken. */
  takeLatency(/** @type {any} */ { group = 'all' }) {
    const spread = latencyOf(group).spread();
    latencyOf(group).clear();
    return spread;
  },
  lastStates: (/** @type {any} */ { name }) => streamsOf(name).lastStates(),
  stallStreams: (/** @type {any} */ { name }) => streamsOf(name).stall(),
  /** Ends all streams, and forgets which hits they were to show. */
  closeStreams() {
    for (const opened of streams.values()) opened.close();
    streams.clear();
    book = createHitBook();
  },
  /** By the clock, several loads at a time: hits that streams can be asked for. The result of each load. */
  numberedHits: (/** @type {any} */ { loads, ...options }) =>
    Promise.all(
      loads.map((/** @type {any} */ { sites, ...load }) =>
        openLoop({ ...options, ...load, source: createNumberedHits(sites, book) }),
      ),
    ),
};

process.on('message', async (/** @type {{command: keyof typeof commands, options: object}} */ { command, options }) => {
  try {
    process.send?.({ result: await commands[command](options) });
  } catch (error) {
    process.send?.({ error: /** @type {Error} */ (error).stack });
  }
});
process.on('disconnect', () => process.exit());
