// What a running server takes of the machine, sampled from outside: resident memory, open files, the size of its WAL.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const round = (value) => Math.round(value * 10) / 10;

/** Resident memory of a process, MB; 0 when it is gone. @param {number} pid */
export function rssMb(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Open files and sockets of a process; 0 when it is gone. @param {number} pid */
export function openFiles(pid) {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
}

/** Most files and sockets the process may have open. @param {number} pid */
export const fileLimit = (pid) =>
  Number(/Max open files\s+(\d+)/.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1] ?? 0);

function bytesOf(file) {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}

/** By least squares. @param {[x: number, y: number][]} points */
export function slopeOf(points) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(points.map(([value]) => value));
  const y = mean(points.map(([, value]) => value));
  const above = points.reduce((sum, [px, py]) => sum + (px - x) * (py - y), 0);
  const below = points.reduce((sum, [px]) => sum + (px - x) ** 2, 0);
  return below === 0 ? 0 : above / below;
}

/**
 * @param {number} pid
 * @param {string} dataDir
 */
export function watchProcess(pid, dataDir) {
  const began = performance.now();
  /** @type {[hours: number, mb: number][]} */
  const memory = [];
  let mostFiles = 0;
  let mostWal = 0;
  let round100 = 0;
  function look() {
    mostWal = Math.max(mostWal, bytesOf(join(dataDir, 'headcount.db-wal')));
    round100 += 1;
    if (round100 % 10 !== 1) return; // the WAL is looked at ten times a second, the rest once
    memory.push([(performance.now() - began) / 3_600_000, rssMb(pid)]);
    mostFiles = Math.max(mostFiles, openFiles(pid));
  }
  look();
  const timer = setInterval(look, 100);
  return {
    /** Numbers so far; harmless when called twice. */
    stop() {
      clearInterval(timer);
      const half = memory.slice(Math.floor(memory.length / 2));
      const values = memory.map(([, mb]) => mb).filter((mb) => mb > 0);
      return {
        rssFirstMb: round(values[0] ?? 0),
        rssLastMb: round(values.at(-1) ?? 0),
        rssMostMb: round(Math.max(0, ...values)),
        /** Of the second half. */
        rssSlopeMbPerHour: round(slopeOf(half)),
        mostFiles,
        mostWalMb: round(mostWal / 1024 / 1024),
      };
    },
  };
}
