// A server under measurement: a process of its own, with a data folder of its own that goes when it goes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../../scripts/ready.mjs';

const here = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));

/** The site that every hit is for. */
export const SITE = 'example.com';
const ADMIN = { email: 'owner@example.com', password: 'correct horse battery' };
/** Settings that make the account of `signIn`. */
export const ADMIN_ENV = { ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password };
const WATCHERS_ALLOWED = '1000';

/** Name → how it is started. The first is what the others are compared with. */
export const SUBJECTS = {
  bare: { title: 'bare node:http', args: [here('bare.mjs')] },
  headcount: { title: 'this server', args: [join(root, 'dist/headcount.js')] },
  fastify: { title: 'plain Fastify route', args: [here('fastify.mjs')] },
  unavoidable: { title: 'the unavoidable', args: [here('unavoidable.mjs')] },
};

/** With the one that only streams are measured by. */
const ALL = { ...SUBJECTS, broadcast: { title: 'bare broadcast', args: [here('broadcast.mjs')] } };

/** @typedef {keyof typeof ALL} SubjectName */
/** @typedef {Awaited<ReturnType<typeof startSubject>>} Subject */

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
/** @type {Set<string>} */
const folders = new Set();

/** Kills what still runs and removes what it wrote: for the end of the program, however that comes. */
export function endAllSubjects() {
  for (const child of running) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

/** A fresh folder below `parent`, which must be on a real disk: in memory a sync costs nothing. */
export function makeFolder(/** @type {string} */ parent) {
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(resolve(parent), 'bench-'));
  folders.add(folder);
  return folder;
}

export function removeFolder(/** @type {string} */ folder) {
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
}

const settings = {
  // As npm start and the image have it.
  ...{ MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '131072' },
  PORT: '0',
  SITES: SITE,
  LOG_LEVEL: 'warn',
  TRUST_PROXY: 'loopback', // the generator speaks for many visitors, as a proxy does
  BALLAST_MB: '0', // 64 MB written once, five seconds after a start, are no part of what a hit costs
  ...ADMIN_ENV,
  MAX_STREAMS_PER_PERSON: WATCHERS_ALLOWED,
  MAX_STREAMS_PER_ADDRESS: WATCHERS_ALLOWED,
};

/**
 * Starts a subject and resolves when it listens; rejects with what it printed when it ends before. `nodeOptions` are put
 * before its own file; `env` are further settings; `under` is a command that runs it and becomes it (exec).
 * @param {SubjectName} name
 * @param {string} parentFolder
 * @param {string[]} [nodeOptions]
 * @param {{env?: Record<string, string>, under?: string[]}} [options]
 */
export async function startSubject(name, parentFolder, nodeOptions = [], { env = {}, under = [] } = {}) {
  const folder = makeFolder(parentFolder);
  const [command = '', ...args] = [...under, process.execPath, ...nodeOptions, ...ALL[name].args];
  const child = spawn(command, args, {
    cwd: folder,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', DATA_DIR: folder, ...settings, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  const ended = once(child, 'close').then(() => running.delete(child));
  const port = await new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
        const found = /running on http:\/\/[\d.]+:(\d+)/.exec(output);
        if (found) resolve(Number(found[1]));
      });
    }
    child.on('close', (code) => reject(new Error(`${ALL[name].title} ended with ${code}: ${output}`)));
  });
  const pid = child.pid ?? 0;

  return {
    name,
    pid,
    port: /** @type {number} */ (port),
    folder,
    address: `http://127.0.0.1:${port}`,
    output: () => output,
    signal: (/** @type {NodeJS.Signals} */ signal) => child.kill(signal),
    /** Seconds of CPU so far, all threads; NaN where the system does not tell (not Linux). */
    cpuSeconds: () => readCpuSeconds(pid),
    /** Bytes in memory (RSS); NaN where the system does not tell. */
    residentBytes: () => readResidentBytes(pid),
    /** Ends it in an orderly way; `keepFolder` for whoever wants to look into it. */
    async stop({ keepFolder = false } = {}) {
      child.kill('SIGTERM');
      await ended;
      if (!keepFolder) removeFolder(folder);
    },
  };
}

function readCpuSeconds(/** @type {number} */ pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100; // user and system, in ticks of 10 ms
  } catch {
    return Number.NaN;
  }
}

function readResidentBytes(/** @type {number} */ pid) {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
  } catch {
    return Number.NaN;
  }
}

/** Signs the admin in and returns a function that calls the API with the cookie. */
export async function signIn(/** @type {{address: string}} */ subject) {
  const reply = await fetch(`${subject.address}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ADMIN),
  });
  const cookie = reply.headers.get('set-cookie')?.split(';')[0] ?? '';
  if (reply.status !== 200 || cookie === '') throw new Error(`signing in was answered ${reply.status}`);

  /**
   * @param {string} path
   * @param {unknown} [body] posted as JSON; without one it is a GET
   * @returns {Promise<any>}
   */
  async function api(path, body) {
    const headers = { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
    const answer = await fetch(subject.address + path, init);
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  }
  return { cookie, api };
}
