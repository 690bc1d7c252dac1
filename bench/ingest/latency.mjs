// How long a hit waits for its acknowledgement when hits come at a steady rate, counted from when each was due (so a server
// that stalls is not spared the hits that queue behind it), less what this disk makes a bare log wait, before and after.
import { createHistogram } from '../load/histogram.mjs';
import { measureBareLog } from '../report/bare-log.mjs';
import { ms, table, whole } from '../report/numbers.mjs';
import { startSubject } from '../subjects/subject.mjs';

const RATE = 5_000;
const CONNECTIONS = 512;
/** What a hit takes in the log of writes, about. */
const HIT_BYTES = 600;
const TARGET_P50_MS = 6;
const TARGET_P99_MS = 25;

/** @param {import('../ingest.mjs').Bench} bench */
export async function latency({ generator, folder, say, lengths }) {
  const subject = await startSubject('headcount', folder);
  const spread = createHistogram();
  const bareLog = { rate: RATE, recordBytes: HIT_BYTES, seconds: lengths.bareLogSeconds, spread };
  measureBareLog(subject.folder, bareLog);
  const load = { port: subject.port, connections: CONNECTIONS, rate: RATE };
  await generator.ask('arrivalsByTheClock', { ...load, seconds: lengths.warmUpSeconds });
  const { statuses, latencyMs, latenessMs, generatorCpu } = await generator.ask('arrivalsByTheClock', {
    ...load,
    seconds: lengths.openSeconds,
  });
  measureBareLog(subject.folder, bareLog);
  const sync = spread.spread();
  say(`a bare log: p50 ${ms(sync.p50)}, p99 ${ms(sync.p99)}, longest ${ms(sync.max)}`);
  await subject.stop();

  const [p50, p99] = [latencyMs.p50 - sync.p50, latencyMs.p99 - sync.p99];
  const isAll = statuses[202] === RATE * lengths.openSeconds;
  const quantileRow = (/** @type {string} */ title, /** @type {import('../load/loops.mjs').Quantiles} */ of) => [
    title,
    ...[of.p50, of.p99, of.max].map(ms),
  ];
  return {
    rows: [
      {
        figure: `ack latency at ${whole(RATE)} hits/s for ${lengths.openSeconds} s, less a bare log’s`,
        target: `p50 ≤ ${TARGET_P50_MS} ms, p99 ≤ ${TARGET_P99_MS} ms`,
        reached: `p50 ${ms(p50)}, p99 ${ms(p99)}`,
        isMet: isAll && p50 <= TARGET_P50_MS && p99 <= TARGET_P99_MS,
      },
    ],
    tables: [
      {
        title: `Latency at ${whole(RATE)} hits/s`,
        lines: table([
          ['', 'p50', 'p99', 'longest'],
          quantileRow('due to acknowledged', latencyMs),
          quantileRow('of which: sent later than due', latenessMs),
          quantileRow('a bare log with fdatasync, before and after', sync),
        ]),
      },
    ],
    notes: isAll ? [] : [`Not every hit was answered 202: ${JSON.stringify(statuses)}`],
    raw: { statuses, latencyMs, latenessMs, sync, generatorCpu },
  };
}
