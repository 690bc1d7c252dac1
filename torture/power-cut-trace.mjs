// Reads what strace wrote down of a server: its operations on the database's files and its acknowledgements, in the order in
// which they happened. An acknowledgement counts from the moment its write begins, an fsync from the moment it returns: both
// on the strict side. `-xx` makes every string hexadecimal, so a line can be taken apart without knowing strace's escapes.
import { createReadStream } from 'node:fs';
import { basename, dirname } from 'node:path';
import { createInterface } from 'node:readline';

export const STRACE = [
  ...['strace', '-f', '--seccomp-bpf', '-yy', '-xx', '-s', '70000'],
  ...[
    '-e',
    'trace=pwrite64,pwritev,pwritev2,write,writev,sendto,ftruncate,fallocate,fsync,fdatasync,openat,unlink,rename',
  ],
];

/**
 * @typedef {{ kind: 'write', file: string, offset: number, data: Buffer }
 *   | { kind: 'truncate', file: string, size: number }
 *   | { kind: 'sync', file: string }
 *   | { kind: 'syncFolder' }
 *   | { kind: 'create', file: string }
 *   | { kind: 'unlink', file: string }
 *   | { kind: 'rename', file: string, to: string }
 *   | { kind: 'ack', key: string }} Operation `file` is a name in the data folder
 */

/** The three files that a power cut can hurt; -shm is made anew from the WAL. */
const isDatabaseFile = (/** @type {string} */ name) => /^headcount\.db(-wal|-journal)?$/.test(name);

const bytes = (/** @type {string} */ hex) => Buffer.from(hex.replaceAll('\\x', ''), 'hex');
const text = (/** @type {string} */ hex) => bytes(hex).toString('utf8');

/**
 * @param {string} file
 * @param {string} dataDir
 * @param {Map<number, string[]>} asked the keys that were asked for over each client port, in order
 * @returns {Promise<Operation[]>}
 */
export async function readTrace(file, dataDir, asked) {
  /** @type {Operation[]} */
  const operations = [];
  /** The call that a thread has begun and not ended. @type {Map<string, string>} */
  const unfinished = new Map();
  /** @type {Set<string>} */
  const existing = new Set();

  /** @param {string} path */
  const inDataDir = (path) =>
    dirname(path) === dataDir && isDatabaseFile(basename(path)) ? basename(path) : undefined;

  /** The beginning of a call: what it does to the outside world counts from here. @param {string} call */
  function begins(call) {
    const [, port, hex] =
      /^(?:write|writev|sendto)\(\d+<TCP:\[[^\]]*->[^\]]*:(\d+)\]>, [^"]*"((?:\\x..)*)"/.exec(call) ?? [];
    if (port === undefined || hex === undefined || !hex.startsWith('\\x48\\x54\\x54\\x50')) return;
    const key = asked.get(Number(port))?.shift();
    if (key !== undefined && text(hex).startsWith('HTTP/1.1 202')) operations.push({ kind: 'ack', key });
  }

  /** The end of a call that succeeded: what it does to the disk counts from here. @param {string} call @param {number} result */
  function succeeds(call, result) {
    const name = call.slice(0, call.indexOf('('));
    if (name === 'openat' || name === 'unlink' || name === 'rename') {
      const [path = '', to = ''] = [...call.matchAll(/"((?:\\x..)*)"/g)].map(([, hex]) => text(hex ?? ''));
      const target = inDataDir(path);
      if (target === undefined) return;
      if (name === 'rename') {
        operations.push({ kind: 'rename', file: target, to: basename(to) });
      } else if (name === 'unlink') {
        existing.delete(target);
        operations.push({ kind: 'unlink', file: target });
      } else {
        if (call.includes('O_CREAT') && !existing.has(target)) operations.push({ kind: 'create', file: target });
        if (call.includes('O_TRUNC')) operations.push({ kind: 'truncate', file: target, size: 0 });
        existing.add(target);
      }
      return;
    }
    const path = text(/^\w+\(\d+<((?:\\x..)*)>/.exec(call)?.[1] ?? '');
    if (path === dataDir && name === 'fsync') operations.push({ kind: 'syncFolder' });
    const target = inDataDir(path);
    if (target === undefined) return;
    if (name === 'fsync' || name === 'fdatasync') operations.push({ kind: 'sync', file: target });
    else if (name === 'ftruncate')
      operations.push({ kind: 'truncate', file: target, size: Number(/, (\d+)\)$/.exec(call)?.[1]) });
    else if (name === 'pwrite64') {
      const [, hex = '', offset] = /, "((?:\\x..)*)", \d+, (\d+)\)$/.exec(call) ?? [];
      operations.push({ kind: 'write', file: target, offset: Number(offset), data: bytes(hex).subarray(0, result) });
    } else throw new Error(`the replayer does not know how ${name} changes ${target}`);
  }

  for await (const line of createInterface({
    input: createReadStream(file, 'latin1'),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    const [, thread = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    let call = rest;
    if (rest.endsWith('<unfinished ...>')) {
      const begun = rest.slice(0, -'<unfinished ...>'.length).trimEnd();
      unfinished.set(thread, begun);
      begins(begun);
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    if (resumed) {
      call = `${unfinished.get(thread) ?? ''}${resumed[1]}`;
      unfinished.delete(thread);
    } else begins(call);
    const [, whole, result] = /^(\w+\(.*\))\s+= (-?\d+)/.exec(call) ?? [];
    if (whole !== undefined && Number(result) >= 0) succeeds(whole, Number(result));
  }
  return operations;
}
