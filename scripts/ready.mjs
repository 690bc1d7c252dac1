// Makes a checkout ready to run: installs what is missing and builds what is stale, saying what it does while it does it.
// Plain JavaScript without dependencies, since it runs before any are installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const LEAST_NODE = [20, 19];

/** Ends the program with one line that says what to do. */
export function giveUp(line) {
  console.error(line);
  process.exit(1);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])) return;
  giveUp(
    `Headcount needs Node ${LEAST_NODE.join('.')} or newer; this is ${process.versions.node}. Install it from nodejs.org.`,
  );
}

/**
 * Which of the two versions of SQLite's driver this Node can load; server/store/driver.ts chooses the same. The newer one
 * brings ready binaries along; the older one has none for Node 20 and is compiled there.
 */
const isNodeApi = Number(process.versions.napi) >= 10;
const driver = isNodeApi ? 'better-sqlite3-napi' : 'better-sqlite3';

function checkCompiler() {
  if (isNodeApi) return;
  const missing = ['python3', 'make', 'g++'].filter((tool) => spawnSync(tool, ['--version']).error);
  if (missing.length === 0) return;
  giveUp(
    `On Node ${process.versions.node}, SQLite is compiled during the installation, and ${missing.join(', ')} is missing. Run: sudo apt-get install -y python3 make g++`,
  );
}

const inRoot = (...path) => join(root, ...path);
const hashOf = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');

/** What was done last is remembered beside its result, so a removed result is made again. */
const isDone = (stamp, hash) => existsSync(inRoot(stamp)) && readFileSync(inRoot(stamp), 'utf8') === hash;
function done(stamp, hash) {
  mkdirSync(inRoot(stamp, '..'), { recursive: true });
  writeFileSync(inRoot(stamp), hash);
}

/** Runs a command and shows its output only when it fails; a sign of life every ten seconds. */
function run(what, command, args, extraEnvironment = {}) {
  return new Promise((resolve) => {
    const began = Date.now();
    const seconds = () => `${Math.round((Date.now() - began) / 1000)} s`;
    console.log(`${what} …`);
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...extraEnvironment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    const alive = setInterval(() => console.log(`  still at it (${seconds()})`), 10_000);
    child.on('error', (error) => output.push(Buffer.from(String(error))));
    child.on('close', (code) => {
      clearInterval(alive);
      if (code === 0) {
        console.log(`  done (${seconds()})`);
        resolve(Buffer.concat(output).toString());
        return;
      }
      console.error(Buffer.concat(output).toString());
      giveUp(`${what}: failed. What was said stands above; mend it and run the same command again.`);
    });
  });
}

/** Whether npm has installed what the lock file asks for. */
function isInstalled() {
  const installedLock = inRoot('node_modules', '.package-lock.json'); // npm's own note of what it installed
  if (!existsSync(installedLock)) return false;
  const wanted = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedLock, 'utf8')).packages;
  return !Object.entries(wanted).some(
    ([path, { version, optional }]) => path !== '' && !optional && installed[path]?.version !== version,
  );
}

/**
 * SQLite takes fsync unless it is told that there is fdatasync, which spares the disk what changes with every write and nobody needs
 * after a power cut, such as when that was (docs/decisions/0002). The ready binaries of the newer driver were told.
 */
const compiled = inRoot('node_modules/better-sqlite3/build/Release/better_sqlite3.node');
const COMPILE = { CFLAGS: `${process.env.CFLAGS ?? ''} -DHAVE_FDATASYNC=1`.trim() };

/** Whether SQLite's driver loads in this very Node, and is the one that we would compile. */
function isDriverReady() {
  if (
    !isNodeApi &&
    process.platform === 'linux' &&
    existsSync(compiled) &&
    !readFileSync(compiled).includes('fdatasync')
  )
    return false;
  const probe = `new (require("${driver}"))(":memory:").close()`;
  return spawnSync(process.execPath, ['-e', probe], { cwd: root, stdio: 'ignore' }).status === 0;
}

/** Installs the packages when the lock file asks for others than there are, and compiles the driver where it was built otherwise. */
export async function install() {
  checkNode();
  if (!isInstalled()) {
    checkCompiler();
    // The building tools are needed although NODE_ENV may say production. SQLite's driver comes second and by itself: npm at
    // its largest and the compiler at its largest would not fit into a small server's memory together. And no other package
    // gets to run a script.
    const flags = ['--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await run('Installing packages (once)', 'npm', ['ci', ...flags]);
  }
  if (isDriverReady()) return;
  if (!isNodeApi) {
    checkCompiler();
    const what = 'Compiling SQLite’s driver (once, about a minute)';
    await run(what, 'npm', ['rebuild', driver, '--ignore-scripts=false', '--loglevel=error'], COMPILE);
  }
  if (isDriverReady()) return;
  giveUp(
    'The packages are installed, but SQLite’s driver does not load in this Node. Delete node_modules and run the same command again.',
  );
}

function filesBelow(folder) {
  return readdirSync(inRoot(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !/\.test\.tsx?$/.test(file))
    .sort();
}

const sourcesOf = (...paths) =>
  paths.flatMap((path) => (statSync(inRoot(path)).isDirectory() ? filesBelow(path) : [inRoot(path)]));

const common = ['package-lock.json', 'tsconfig.base.json'];
const parts = [
  {
    name: 'server',
    sources: ['server', 'demo', ...common],
    result: 'dist/server/main.js',
    command: ['node_modules/typescript/bin/tsc', '-p', 'server/tsconfig.json'],
  },
  {
    name: 'program',
    sources: ['server', ...common],
    result: 'dist/program.cjs',
    command: ['node_modules/vite/bin/vite.js', 'build', '-c', 'server/vite.config.ts'],
  },
  {
    name: 'tracker',
    sources: ['tracker', 'server/contract', ...common],
    result: 'dist/tracker/here.js', // the last one made
    command: ['node_modules/vite/bin/vite.js', 'build', '-c', 'tracker/vite.config.ts'],
    printsSizes: true,
  },
  {
    name: 'dashboard',
    sources: ['dashboard', 'server/contract', ...common],
    result: 'dist/dashboard/index.html',
    command: ['node_modules/vite/bin/vite.js', 'build', '-c', 'dashboard/vite.config.ts'],
  },
  {
    name: 'code cache', // runs the server: all of it must be there
    sources: ['server', 'scripts/warm.mjs', ...common],
    result: 'dist/program.cache',
    command: ['scripts/warm.mjs'],
  },
];

/** Builds what is older than its sources, or everything with `force`. One after the other: memory stays low. */
export async function build({ force = false } = {}) {
  for (const { name, sources, result, command, printsSizes } of parts) {
    // Another Node takes no code cache of this one.
    const hash = hashOf(process.version, ...sourcesOf(...sources).map((file) => readFileSync(file)));
    const stamp = `dist/.built-${name}`;
    if (!force && isDone(stamp, hash) && existsSync(inRoot(result))) continue;
    // V8 takes a cache for another program's when its text has the same length: a build that is broken off must not leave one behind.
    if (name === 'program') rmSync(inRoot('dist/program.cache'), { force: true });
    const output = await run(`Building the ${name}`, process.execPath, command, { NODE_ENV: 'production' });
    if (printsSizes && force) console.log(output.trimEnd());
    done(stamp, hash);
  }
}
