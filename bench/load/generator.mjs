// The load generator as a process of its own, so that it can be pinned to one core and its CPU use be told apart. Does what
// its parent (start-generator.mjs) asks, one command after the other, and remembers the populations it is asked for.
import { closedLoop, openLoop } from './loops.mjs';
import { createArrivals, createPopulation } from './sources.mjs';

/** @type {Map<string, ReturnType<typeof createPopulation>>} */
const populations = new Map();

function populationOf(/** @type {string} */ name) {
  const population = populations.get(name);
  if (!population) throw new Error(`there is no population ${name}`);
  return population;
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
};

process.on('message', async (/** @type {{command: keyof typeof commands, options: object}} */ { command, options }) => {
  try {
    process.send?.({ result: await commands[command](options) });
  } catch (error) {
    process.send?.({ error: /** @type {Error} */ (error).stack });
  }
});
process.on('disconnect', () => process.exit());
