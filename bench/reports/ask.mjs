// The thread that answers reports, as the server starts it, without the server: so that nothing but the answer is timed.
import { performance } from 'node:perf_hooks';

/** Nothing is cut short: what takes long is to be seen. */
const BUDGET_MS = 600_000;

/**
 * Starts a thread for the data folder. `remembers`: it keeps partial answers for the next question, as it does in the server.
 * @param {string} dataDir @param {{id: number, timezone: string}} site @param {{remembers: boolean}} options
 */
export async function startAnalyst(dataDir, site, { remembers }) {
  const { openAnalyst } = await import('../../dist/server/report/analyst.js');
  const { textOf } = await import('../../dist/server/report/told.js');
  const { databaseFile } = await import('../../dist/server/store/open.js');
  const { systemClock } = await import('../../dist/server/clock.js');
  const { ReportRequest } = await import('../../dist/server/contract/report.js');
  const analyst = openAnalyst(databaseFile(dataDir), {
    clock: systemClock,
    queryBudgetMs: BUDGET_MS,
    onDeath: (error) => {
      throw error;
    },
    remembers,
  });
  const now = systemClock.wall();
  await analyst.trail({ siteId: site.id, trailOf: '0'.repeat(16), now }); // it has started
  return {
    /** @param {object} request @returns {Promise<any>} the reply */
    ask: async (request) => JSON.parse(await textOf(analyst.report(site, ReportRequest.parse(request), now))),
    /** From the question to its answer's text, ms. @param {object} request */
    async time(request) {
      const parsed = ReportRequest.parse(request);
      const began = performance.now();
      await textOf(analyst.report(site, parsed, now));
      return performance.now() - began;
    },
    close: () => analyst.close(),
  };
}

/** How long it takes, ms. @param {() => unknown} work */
export async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
