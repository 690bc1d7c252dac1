// Row 8: among five thousand dashboards a thousand stop reading and a thousand vanish without a word, in a network of their own
// where packets are of 1,500 bytes and can be lost. Two minutes; `--minutes M` for longer (the scorecard's: 30). The control is a
// server that writes on, whether anybody reads or not.

import { whyNoNetwork } from '../bench/live/own-network.mjs';
import { isUnharmed, TARGET_EVICTED_MS, TARGET_MB } from '../bench/live/slow.mjs';
import { measureSlowWatchers } from '../bench/live/slow-watchers.mjs';
import { endAllSubjects } from '../bench/subjects/subject.mjs';
import { needFiles } from './files.mjs';
import { CannotRun } from './harness.mjs';

export const name = 'stalled';
export const row = 8;
export const minutes = 3;
export const title = 'watchers who stop reading and watchers who vanish, among many who are well';
export const target =
  'RSS + ≤ 64 MB, all of them evicted within 60 s, p99 of the others worse by ≤ 10 % or 5 ms, none of those cut off';

const CONTROL = { healthy: 20, stalled: 200, vanished: 0, beforeSeconds: 1 };

/** @param {import('./harness.mjs').Context} context */
export async function run(context) {
  const obstacle = whyNoNetwork();
  if (obstacle) throw new CannotRun(obstacle);
  const seconds = context.minutes === undefined ? 90 : Math.max(90, context.minutes * 60);
  const size = context.size(
    { healthy: 3_000, stalled: 1_000, vanished: 1_000, beforeSeconds: 20, seconds },
    { healthy: 50, stalled: 25, vanished: 25, beforeSeconds: 5, seconds: 65 },
  );
  needFiles(size.healthy + size.stalled + size.vanished + 500);
  context.onEnd(endAllSubjects);
  const folder = context.folder();
  const measure = (/** @type {typeof size} */ of, /** @type {'headcount' | 'broadcast'} */ subject) =>
    measureSlowWatchers({ ...of, folder, say: context.say, subject });
  // A short run judges no times, so the two need not wait for each other.
  const control = () => measure({ ...CONTROL, seconds: context.size(20, 12) }, 'broadcast');
  const early = context.isShort ? control() : undefined;
  const [measured] = await Promise.all([measure(size, 'headcount'), early]);
  const naive = await (early ?? control());
  context.note(JSON.stringify({ measured, naive }));
  const { healthy, before, during, evictedMs, grownMb, kernelGrownMb, residentMb, broken, stillOpen, left } = measured;
  const evictedSeconds = Number.isFinite(evictedMs) ? Math.round(evictedMs / 100) / 10 : null;
  const bites = naive.grownMb > TARGET_MB;
  return {
    ...{ stalled: size.stalled, vanished: size.vanished, watchedSeconds: size.seconds, healthy },
    ...{ grownMb, kernelGrownMb, residentMb, evictedSeconds, left, broken, stillOpen, before, during },
    reached:
      `+${grownMb} MB (and ${kernelGrownMb} MB of the kernel’s), ${left} of ${size.stalled + size.vanished} not evicted, the last after ${evictedSeconds} s; ` +
      `p99 of ${healthy} others ${before.p99} → ${during.p99} ms${context.timed}, ${broken} cut off`,
    control: { grownMb: naive.grownMb, passed: bites },
    passed:
      grownMb <= TARGET_MB &&
      left === 0 &&
      broken === 0 &&
      stillOpen === healthy &&
      bites &&
      context.inTime(evictedMs <= TARGET_EVICTED_MS && isUnharmed(measured)),
  };
}
