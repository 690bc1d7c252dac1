// Starts the load generator, pinned to one core where `taskset` can do that, and asks it. One command at a time.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('generator.mjs', import.meta.url));

/** The last core that this process may use, or undefined where the system does not tell (not Linux). */
function lastCore() {
  try {
    return /^Cpus_allowed_list:.*?(\d+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/** @typedef {Awaited<ReturnType<typeof startGenerator>>} Generator */

/** `under`: a command that runs it, such as one that enters another process's network. @param {string[]} [under] */
export async function startGenerator(under = []) {
  const core = spawnSync('taskset', ['--version']).error ? undefined : lastCore();
  const pinned = core === undefined ? [process.execPath, file] : ['taskset', '-c', core, process.execPath, file];
  const command = [...under, ...pinned];
  const child = spawn(/** @type {string} */ (command[0]), command.slice(1), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await once(child, 'spawn');

  /** @type {{resolve: (result: any) => void, reject: (error: Error) => void} | undefined} whoever asked */
  let asked;
  child.on('message', (/** @type {{result?: any, error?: string}} */ { result, error }) => {
    if (error === undefined) asked?.resolve(result);
    else asked?.reject(new Error(error));
  });
  child.on('exit', (code) => asked?.reject(new Error(`the load generator ended with ${code}`)));

  return {
    /** The number of the core it is pinned to, if it is. */
    core,
    /**
     * See generator.mjs for the commands; rejects when one fails.
     * @param {string} command
     * @param {object} options
     * @returns {Promise<any>}
     */
    ask(command, options) {
      return new Promise((resolve, reject) => {
        asked = { resolve, reject };
        child.send({ command, options });
      });
    },
    stop: () => void child.kill(),
  };
}
