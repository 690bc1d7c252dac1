// What it costs when watchers stop reading or vanish, and whether the others notice; see slow-watchers.mjs.
import { ms, whole } from '../report/numbers.mjs';
import { whyNoNetwork } from './own-network.mjs';
import { measureSlowWatchers } from './slow-watchers.mjs';

export const TARGET_MB = 64;
export const TARGET_EVICTED_MS = 60_000;
const TARGET_SLOWER = 1.1;
const TARGET_LATER_MS = 5;

/** Whether the healthy watchers' p99 is as good as before. @param {Awaited<ReturnType<typeof measureSlowWatchers>>} measured */
export const isUnharmed = ({ before, during }) =>
  during.p99 <= Math.max(before.p99 * TARGET_SLOWER, before.p99 + TARGET_LATER_MS);

/** @param {import('../live.mjs').Bench} bench */
export async function slow({ folder, say, lengths }) {
  const { healthy, stalled, vanished } = lengths.slow;
  const figure = `${whole(stalled)} stalled and ${whole(vanished)} vanished among ${whole(healthy + stalled + vanished)} watchers`;
  const target = `≤ +${TARGET_MB} MB, evicted ≤ ${TARGET_EVICTED_MS / 1_000} s, others’ p99 ≤ ${TARGET_SLOWER}× or +${TARGET_LATER_MS} ms`;
  const obstacle = whyNoNetwork();
  if (obstacle)
    return {
      rows: [{ figure, target, reached: 'not judged', isMet: false }],
      tables: [],
      notes: [`Not judged: ${obstacle}.`],
      raw: {},
    };

  const measured = await measureSlowWatchers({ ...lengths.slow, folder, say });
  const { before, during, evictedMs, grownMb, kernelGrownMb, broken, left } = measured;
  const gone = Number.isFinite(evictedMs) ? `${(evictedMs / 1_000).toFixed(1)} s` : `${whole(left)} never`;
  return {
    rows: [
      {
        figure,
        target,
        reached: `+${grownMb} MB, ${gone}, p99 ${ms(before.p99)} → ${ms(during.p99)}`,
        isMet: grownMb <= TARGET_MB && evictedMs <= TARGET_EVICTED_MS && isUnharmed(measured) && broken === 0,
      },
    ],
    tables: [],
    notes: [
      `Memory of the server before they stopped and at its most afterwards; evicted is counted from when they stopped. The kernel’s buffers grew by ${kernelGrownMb} MB. Packets of 1,500 bytes.`,
      ...(broken > 0 ? [`${whole(broken)} healthy watchers were cut off.`] : []),
    ],
    raw: measured,
  };
}
