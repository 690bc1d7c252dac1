// The server that ships (dist/headcount.js) as a process to be hurt: in a process group of its own, so that Ctrl-C reaches
// only the runner, which then ends it; under another program (strace, taskset) when asked.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../dist/headcount.js', import.meta.url));

export const SITE = 'blog.example';

/**
 * @typedef {object} ServerOptions
 * @property {string} dataDir
 * @property {number} [port] 0 or absent: any free one
 * @property {Record<string, string>} [env] further settings; SITES is blog.example, LOG_LEVEL warn, BALLAST_MB 1
 * @property {string[]} [under] a command that runs the server, e.g. ['strace', '-f']
 * @property {string[]} [nodeArgs] e.g. ['--import', 'file:///…']
 * @property {string[]} [program] file and arguments instead of dist/headcount.js: a stand-in for a control
 */

/** A port that nobody listens on at this moment. @returns {Promise<number>} */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The process ids below `pid`, and `pid` itself. @param {number} pid @returns {number[]} */
function family(pid) {
  try {
    const children = readFileSync(join('/proc', String(pid), 'task', String(pid), 'children'), 'utf8');
    return [pid, ...children.trim().split(/\s+/).filter(Boolean).map(Number).flatMap(family)];
  } catch {
    return [pid];
  }
}

/** @param {ServerOptions} options */
export function startServer({ dataDir, port = 0, env = {}, under = [], nodeArgs = [], program = [main] }) {
  const [command = process.execPath, ...args] = [...under, process.execPath, ...nodeArgs, ...program];
  const began = performance.now();
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: dataDir,
      SITES: SITE,
      LOG_LEVEL: 'warn',
      BALLAST_MB: '1', // the default would be written, and deleted with its folder, at each of a thousand starts
      ...env,
    },
  });
  let output = '';
  const server = {
    /** Of the command that was started; with `under`, the server itself is `pid`. */
    child,
    /** `http://127.0.0.1:8080`; '' until it is ready. */
    address: '',
    port: 0,
    /** From its start until it said that it runs. */
    readyMs: 0,
    /** Everything printed so far, both streams. */
    output: () => output,
    /** The server's own process id, also under strace. */
    pid: () => family(child.pid ?? 0).at(-1) ?? 0,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    /** Resolves when it listens; rejects when it ends before. @type {Promise<void>} */
    ready: Promise.resolve(),
    /** @type {Promise<{ code: number | null, signal: NodeJS.Signals | null }>} */
    ended: new Promise((resolve) => {
      child.on('close', (code, signal) => resolve({ code, signal }));
      child.on('error', (error) => {
        output += String(error);
        resolve({ code: 127, signal: null });
      });
    }),
    /** Kills the server and what it runs under with SIGKILL, and waits. */
    async kill() {
      if (child.pid !== undefined && server.isRunning()) {
        try {
          process.kill(-child.pid, 'SIGKILL');
        } catch {}
      }
      return server.ended;
    },
    /** Asks the server itself to end, waits `patienceMs` at most, then kills. */
    async stop(patienceMs = 15_000) {
      if (server.isRunning()) {
        try {
          process.kill(server.pid(), 'SIGTERM');
        } catch {}
      }
      const timer = setTimeout(() => void server.kill(), patienceMs);
      const ended = await server.ended;
      clearTimeout(timer);
      return ended;
    },
  };
  server.ready = new Promise((resolve, reject) => {
    const look = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk).slice(-64 * 1024);
      const [, address, number] = /running on (http:\/\/\S+:(\d+))/.exec(output) ?? [];
      if (server.address !== '' || address === undefined) return;
      server.address = address;
      server.port = Number(number);
      server.readyMs = performance.now() - began;
      resolve();
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    void server.ended.then(({ code, signal }) =>
      reject(new Error(`the server ended (${code ?? signal}) before it was ready: ${output.trim()}`)),
    );
  });
  server.ready.catch(() => {}); // whoever waits for it is told; nobody has to
  return server;
}

/** @typedef {ReturnType<typeof startServer>} Server */
