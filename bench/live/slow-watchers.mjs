// Watchers who stop reading, and watchers who vanish without a word, among many who are well: what that costs in memory, when
// the server is rid of them, and whether the others notice. Used by `npm run bench live` and `npm run torture -- stalled`.
import { readFileSync } from 'node:fs';
import { startGenerator } from '../load/start-generator.mjs';
import { startSubject } from '../subjects/subject.mjs';
import { MANY_STREAMS } from './many-streams.mjs';
import { countConnections, cutOff, inNetworkOf, inOwnNetwork, STALLING, VANISHING } from './own-network.mjs';

const SITE = 'busy.example';
/** More than four a second: every window of the site has something to tell. */
const HITS_PER_SECOND = 20;
const WARM_UP_SECONDS = 5;
const LOOK_EVERY_MS = 500;
const MB = 1024 * 1024;

const pause = (/** @type {number} */ time) => new Promise((resolve) => setTimeout(resolve, time));

/** Bytes that the kernel holds for all TCP sockets of the machine, beyond the process's own memory. */
function kernelBytes() {
  const pages = Number(/^TCP:.* mem (\d+)/m.exec(readFileSync('/proc/net/sockstat', 'utf8'))?.[1]);
  return pages * 4_096;
}

/**
 * Measures the healthy ones for `beforeSeconds`, and for `seconds` after the others have stopped. `evictedMs` is when the server had closed the last of them, counted from when
 * they stopped reading or vanished; Infinity when it had not.
 * @param {{folder: string, healthy: number, stalled: number, vanished: number, seconds: number, beforeSeconds?: number, say: (line: string) => void, subject?: 'headcount' | 'broadcast'}} options
 *   the bare broadcast does not care whether anybody reads: for controls
 */
export async function measureSlowWatchers({
  folder,
  healthy,
  stalled,
  vanished,
  seconds,
  beforeSeconds = 20,
  say,
  subject: name = 'headcount',
}) {
  const env = { ...MANY_STREAMS, SITES: SITE, FRAME_BYTES: '4000' };
  const subject = await startSubject(name, folder, [], { env, under: inOwnNetwork });
  const generator = await startGenerator(inNetworkOf(subject.pid));
  try {
    const cookie = name === 'headcount' ? await generator.ask('signIn', { address: subject.address }) : '';
    const { port } = subject;
    const path = `/api/sites/${SITE}/live`;
    const load = { port, loads: [{ sites: [SITE], rate: HITS_PER_SECOND, connections: 4 }] };
    const hits = (/** @type {number} */ time) => generator.ask('numberedHits', { ...load, seconds: time });
    const open = (/** @type {string} */ group, /** @type {number} */ count, /** @type {string[]} */ addresses) =>
      generator.ask('openStreams', {
        name: group,
        group,
        port,
        path,
        cookie,
        count,
        ...(addresses.length > 0 ? { addresses } : {}),
      });

    await open('healthy', healthy, []);
    await open('stalled', stalled, STALLING);
    await open('vanished', vanished, VANISHING);
    await hits(WARM_UP_SECONDS);
    await generator.ask('takeLatency', { group: 'healthy' });
    await hits(beforeSeconds);
    const before = await generator.ask('takeLatency', { group: 'healthy' });
    const residentBefore = subject.residentBytes();
    const kernelBefore = kernelBytes();

    await generator.ask('stallStreams', { name: 'stalled' });
    if (vanished > 0) {
      cutOff(subject.pid);
      await generator.ask('stallStreams', { name: 'vanished' }); // what is not theirs any more is not read either
    }
    const began = performance.now();
    say(`${healthy} read on, ${stalled} have stalled, ${vanished} have vanished`);
    let [mostResident, mostKernel, evictedMs] = [residentBefore, kernelBefore, Number.POSITIVE_INFINITY];
    let left = stalled + vanished;
    let isOver = false;
    const watching = (async () => {
      while (!isOver) {
        mostResident = Math.max(mostResident, subject.residentBytes());
        mostKernel = Math.max(mostKernel, kernelBytes());
        left = countConnections(subject.pid, [...STALLING, ...VANISHING]);
        if (left === 0) evictedMs = Math.min(evictedMs, performance.now() - began);
        await pause(LOOK_EVERY_MS);
      }
    })();
    await hits(seconds);
    isOver = true;
    await watching;
    const during = await generator.ask('takeLatency', { group: 'healthy' });
    const { broken, refused, open: stillOpen } = await generator.ask('lookAtStreams', { name: 'healthy' });
    await generator.ask('closeStreams', {});
    return {
      ...{ healthy, stalled, vanished, seconds, before, during, evictedMs, broken, refused, stillOpen },
      grownMb: Math.round(((mostResident - residentBefore) / MB) * 10) / 10,
      kernelGrownMb: Math.round((mostKernel - kernelBefore) / MB),
      residentMb: Math.round(mostResident / MB),
      left,
    };
  } finally {
    generator.stop();
    await subject.stop();
  }
}
