// The container without an engine: docker-compose.yml by parsing it, the Dockerfile by laying its stages out in folders and
// running the same commands there. What needs root (chown) is passed over by name; nothing else is.
// One file of this length because the parser, the lay-out and the promises are of use only together.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { parse } from 'yaml';
import { readConfig, settings } from './config.ts';
import { packageRoot } from './files.ts';
import { temporaryFolder } from './testing/build-test-app.ts';
import { freePort } from './testing/server-process.ts';

const run = promisify(execFile);
const read = (name: string) => readFileSync(join(packageRoot, name), 'utf8');

// ---- The Dockerfile, parsed -------------------------------------------------------------------------------------------

interface Instruction {
  name: string;
  /** `--from=build` as `{ from: 'build' }`. */
  flags: Record<string, string>;
  rest: string;
}

interface Stage {
  name: string;
  base: string;
  instructions: Instruction[];
}

function parseDockerfile(text: string): { defaults: Record<string, string>; stages: Stage[] } {
  const lines = text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const defaults: Record<string, string> = {};
  const stages: Stage[] = [];
  for (const line of lines) {
    const [, name = '', flagText = '', rest = ''] = /^([A-Z]+)\s+((?:--\S+\s+)*)(.*)$/.exec(line) ?? [];
    const flags = Object.fromEntries(
      [...flagText.matchAll(/--([a-z-]+)=(\S+)/g)].map(([, key, value]) => [key, value]),
    );
    if (name === 'ARG' && stages.length === 0) Object.assign(defaults, Object.fromEntries([rest.split('=')]));
    else if (name === 'FROM') {
      const [base = '', , stage = ''] = rest.split(/\s+/);
      stages.push({ name: stage, base: interpolate(base, defaults), instructions: [] });
    } else stages.at(-1)?.instructions.push({ name, flags, rest });
  }
  return { defaults, stages };
}

/** `${NAME}` and `${NAME:-fall-back}` as Docker and compose read them: empty counts as absent. */
function interpolate(text: string, environment: Record<string, string>): string {
  return text.replace(/\$\{(\w+)(?::-([^}]*))?\}/g, (_, name, fallback = '') => environment[name] || fallback);
}

const { stages } = parseDockerfile(read('Dockerfile'));
const [build, runtime] = stages as [Stage, Stage];
const all = (stage: Stage, name: string) => stage.instructions.filter((each) => each.name === name);
const only = (stage: Stage, name: string) => {
  const [instruction, ...more] = all(stage, name);
  if (!instruction || more.length > 0) throw new Error(`${name} must stand once in the stage`);
  return instruction;
};
const imageEnvironment = Object.fromEntries(
  all(runtime, 'ENV').flatMap(({ rest }) => rest.split(/\s+/).map((pair) => pair.split('=') as [string, string])),
);
const command = JSON.parse(only(runtime, 'CMD').rest) as string[];
const healthCheck = JSON.parse(only(runtime, 'HEALTHCHECK').rest.replace(/^CMD\s+/, '')) as string[];

/** Whether .dockerignore keeps a path out of the build: the last pattern that matches it or a folder above it decides. */
function isIgnored(path: string): boolean {
  let ignored = false;
  for (const line of read('.dockerignore').split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const pattern = line.replace(/^!/, '');
    const source = pattern
      .replace(/[.+^$()|[\]{}]/g, '\\$&')
      .replace(/\*\*\/|\*/g, (star) => (star === '*' ? '[^/]*' : '(?:.*/)?'));
    if (new RegExp(`^${source}(/|$)`).test(path)) ignored = !line.startsWith('!');
  }
  return ignored;
}

// ---- Its stages, laid out in folders ----------------------------------------------------------------------------------

/** The only commands that are not run here, and why. */
const PASSED_OVER = { chown: 'needs root' };

/** What a command here may know of this machine; not NODE_ENV and the like, which the test runner sets. */
const surroundings = Object.fromEntries(
  Object.entries(process.env).filter(([name]) =>
    /^(HOME|LANG|(https?|no)_proxy|npm_config_.*|NODE_EXTRA_CA_CERTS)$/i.test(name),
  ),
) as Record<string, string>;

/** The very Node that runs this test comes first. */
const searchPath = (...folders: string[]) =>
  [...folders, dirname(process.execPath), process.env.PATH ?? ''].join(delimiter);

const INSTALL = 'npm ci --ignore-scripts';
const isReal = Boolean(process.env.CI);
const installing = isReal ? 'npm ci for real' : 'npm ci replaced by a copy of node_modules; with CI set, for real';

/** Does what the stage says below `root`, which stands for `/`. `roots` are the stages before. Returns the RUN lines done. */
async function layOut(stage: Stage, root: string, roots: Record<string, string>): Promise<string[]> {
  const ran: string[] = [];
  let folder = root;
  for (const { name, flags, rest } of stage.instructions) {
    if (name === 'WORKDIR') folder = join(root, rest);
    if (name === 'WORKDIR' || name === 'VOLUME') mkdirSync(join(root, rest), { recursive: true });
    if (name === 'COPY')
      copy(rest.split(/\s+/), flags.from === undefined ? undefined : roots[flags.from], folder, root);
    if (name !== 'RUN' || Object.keys(PASSED_OVER).some((each) => rest.includes(each))) continue;

    if (rest === INSTALL && !isReal) {
      const options = { recursive: true, verbatimSymlinks: true };
      const installed = realpathSync(join(packageRoot, 'node_modules')); // a link would have its target pruned
      await cp(installed, join(folder, 'node_modules'), options);
    } else {
      mkdirSync(join(root, 'usr/local/bin'), { recursive: true });
      const here = rest.replace(/(^|\s)\/(?=app|usr)/g, `$1${root}/`);
      const environment = { ...surroundings, PATH: searchPath() };
      await run('/bin/sh', ['-c', here], { cwd: folder, env: environment, maxBuffer: 64_000_000 });
    }
    ran.push(rest);
  }
  return ran;
}

/** COPY: a folder's content goes into the target, a file into it or, without a slash at the end, to its place. */
function copy(paths: string[], from: string | undefined, folder: string, root: string): void {
  const target = paths.at(-1) ?? '';
  const to = target.startsWith('/') ? join(root, target) : join(folder, target);
  const isWanted = (file: string) => {
    const path = relative(packageRoot, file);
    return from !== undefined || path === '' || !isIgnored(path);
  };
  for (const path of paths.slice(0, -1)) {
    const source = join(from ?? packageRoot, path);
    if (!isWanted(source)) throw new Error(`.dockerignore keeps ${path} out, COPY wants it`);
    const place = statSync(source).isFile() && /[./]$/.test(target) ? join(to, basename(path)) : to;
    cpSync(source, place, { recursive: true, verbatimSymlinks: true, filter: isWanted });
  }
}

// ---- The promises -----------------------------------------------------------------------------------------------------

describe('the Dockerfile', () => {
  test('has two stages on Node 24 slim', () => {
    expect(stages.map(({ base }) => base)).toEqual(['node:24-trixie-slim', 'node:24-trixie-slim']);
  });

  test('installs the packages before it copies the sources, so that a change of these does not install again', () => {
    const order = build.instructions.map(({ name, rest }) => `${name} ${rest}`);
    const lock = order.findIndex((line) => line.startsWith('COPY') && line.includes('package-lock.json'));
    const install = order.indexOf(`RUN ${INSTALL}`);
    const sources = order.indexOf('COPY . .');
    expect([lock, install, sources]).toEqual([...[lock, install, sources]].sort((a, b) => a - b));
    expect(lock).toBeGreaterThanOrEqual(0);
  });

  test('lets no package run a script: for Node 24, SQLite’s driver brings a ready binary along', () => {
    const lock = JSON.parse(read('package-lock.json')).packages['node_modules/better-sqlite3-napi'];
    expect(lock).toMatchObject({ name: 'better-sqlite3' });
    expect(lock).not.toHaveProperty('hasInstallScript');
    const scripts = stages.flatMap((stage) => all(stage, 'RUN')).filter(({ rest }) => /npm (ci|install)/.test(rest));
    expect(scripts.map(({ rest }) => rest)).toEqual([INSTALL]);
  });

  test('runs as a user without rights, who owns the volume of the data', () => {
    expect(only(runtime, 'USER').rest).toBe('node');
    expect(only(runtime, 'VOLUME').rest).toBe(imageEnvironment.DATA_DIR);
    expect(all(runtime, 'RUN').map(({ rest }) => rest)).toContain('mkdir /data && chown node:node /data');
    const names = runtime.instructions.map(({ name }) => name);
    expect(names.lastIndexOf('RUN')).toBeLessThan(names.indexOf('USER'));
  });

  test('listens on every address of the container, on the port that it exposes', () => {
    const { MALLOC_ARENA_MAX, MALLOC_TRIM_THRESHOLD_, ...settings } = imageEnvironment;
    expect(settings).toEqual({ NODE_ENV: 'production', HOST: '0.0.0.0', PORT: '8080', DATA_DIR: '/data' });
    const { scripts } = JSON.parse(read('package.json'));
    expect(scripts.start).toContain(
      `env MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX} MALLOC_TRIM_THRESHOLD_=${MALLOC_TRIM_THRESHOLD_} node`,
    );
    expect(only(runtime, 'EXPOSE').rest).toBe(imageEnvironment.PORT);
    expect(() => readConfig(imageEnvironment)).not.toThrow();
  });

  test('takes its sources and nothing else: no data, no secrets, no history, no tests', () => {
    for (const path of [
      '.env',
      '.env.local',
      '.git/config',
      'data/headcount.db',
      'node_modules/zod',
      'dist/headcount.js',
    ])
      expect(isIgnored(path), path).toBe(true);
    for (const path of [
      'server/app.test.ts',
      'dashboard/live/x.test.tsx',
      'server/testing/fake-clock.ts',
      'docs/install.md',
    ])
      expect(isIgnored(path), path).toBe(true);
    for (const path of [
      'server/app.ts',
      'package-lock.json',
      '.npmrc',
      'migrations/0001-first-visitor.sql',
      'dashboard/live',
    ])
      expect(isIgnored(path), path).toBe(false);
  });
});

describe(`the image’s content, made by the Dockerfile’s own commands (${installing})`, () => {
  let folder: string;
  let app: string;
  let bin: string;
  const ran: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'headcount-image-'));
    const roots = { build: join(folder, 'build'), runtime: join(folder, 'runtime') };
    ran.push(...(await layOut(build, roots.build, {})));
    ran.push(...(await layOut(runtime, roots.runtime, { build: roots.build })));
    app = join(roots.runtime, only(runtime, 'WORKDIR').rest);
    bin = join(roots.runtime, 'usr/local/bin');
  }, 600_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('every command was run but the one that needs root', () => {
    const wanted = stages.flatMap((stage) => all(stage, 'RUN')).map(({ rest }) => rest);
    expect(wanted.filter((line) => !ran.includes(line))).toEqual([expect.stringContaining('chown node:node /data')]);
  });

  test('holds what runs, and no building tools', () => {
    expect(readdirSync(app).sort()).toEqual(['LICENSE', 'dist', 'migrations', 'node_modules', 'package.json']);
    const packages: [string, { dev?: true; optional?: true }][] = Object.entries(
      JSON.parse(read('package-lock.json')).packages,
    );
    for (const [path, { dev, optional }] of packages) {
      if (path !== '' && !(optional && !dev)) expect(existsSync(join(app, path)), path).toBe(!dev);
    }
    expect(readdirSync(join(app, 'dist'), { recursive: true }).filter((name) => /\.test\./.test(String(name)))).toEqual(
      [],
    );
  });

  test('headcount is on the PATH', async () => {
    const { stdout } = await run('headcount', ['--help'], { env: { PATH: searchPath(bin) } });
    expect(stdout).toMatch(/^Usage: headcount/);
  });

  test('starts, is healthy, serves script and dashboard, ends in order, and has written to its data folder only', {
    timeout: 60_000,
  }, async () => {
    const dataDir = temporaryFolder();
    const port = await freePort();
    const environment = {
      ...imageEnvironment,
      PATH: searchPath(bin),
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: dataDir,
    };
    const [program = '', ...args] = command;
    const isHealthy = () => {
      const [tool = '', ...rest] = healthCheck;
      return run(tool, rest, { cwd: app, env: environment }).then(
        () => true,
        () => false,
      );
    };
    expect(await isHealthy()).toBe(false);
    const filesBefore = readdirSync(app, { recursive: true });

    const child = spawn(program, args, { cwd: app, env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    onTestFinished(() => void child.kill('SIGKILL')); // harmless when it has ended
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    const address = `http://127.0.0.1:${port}`;
    await vi.waitFor(async () => expect((await fetch(`${address}/healthz`)).status).toBe(200), 20_000);

    expect(await isHealthy()).toBe(true);
    expect((await fetch(`${address}/headcount.js`)).status).toBe(200);
    expect((await fetch(address)).headers.get('content-type')).toMatch(/^text\/html/);
    await vi.waitFor(() => expect(output).toMatch(/\/setup#token=\S+/));
    expect(readdirSync(dataDir)).toContain('headcount.db');

    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(await isHealthy()).toBe(false);
    expect(readdirSync(app, { recursive: true })).toEqual(filesBefore); // so the root may be read-only
  });
});

describe('docker-compose.yml', () => {
  const compose = parse(read('docker-compose.yml'));
  const service = compose.services.headcount;
  const withSettings = (given: Record<string, string>) =>
    Object.fromEntries(
      Object.entries<string>(service.environment).map(([name, value]) => [name, interpolate(value, given)]),
    );

  test('has one service, built here and from nowhere else', () => {
    expect(Object.keys(compose.services)).toEqual(['headcount']);
    expect(service).toMatchObject({ build: '.', image: 'headcount', pull_policy: 'build' });
  });

  test('takes every right away that the server does not need', () => {
    expect(service).toMatchObject({
      read_only: true,
      tmpfs: ['/tmp'],
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
    expect(service.user).toBeUndefined(); // the image's: node
    expect(service.privileged).toBeUndefined();
  });

  test('has an init, starts again after a crash, and leaves the server time to end', () => {
    expect(service).toMatchObject({ init: true, restart: 'unless-stopped', stop_grace_period: '30s' });
  });

  test('keeps the image’s health check', () => {
    expect(service.healthcheck).toBeUndefined();
    expect(only(runtime, 'HEALTHCHECK').flags).toMatchObject({ interval: '15s', timeout: '5s' });
  });

  test('has one named volume, where the image keeps its data', () => {
    expect(service.volumes).toEqual([`data:${imageEnvironment.DATA_DIR}`]);
    expect(Object.keys(compose.volumes)).toEqual(['data']);
    expect(compose.name).toBe('headcount'); // so the volume is called headcount_data whatever the folder is called
  });

  test('opens its port on this machine only, unless BIND says otherwise', () => {
    const [port, ...more] = service.ports as string[];
    expect(more).toEqual([]);
    expect(interpolate(port!, {})).toBe(`127.0.0.1:8080:${imageEnvironment.PORT}`);
    expect(interpolate(port!, { BIND: '0.0.0.0' })).toBe(`0.0.0.0:8080:${imageEnvironment.PORT}`);
  });

  test('passes on every setting but those that the image has set', () => {
    expect([...Object.keys(service.environment), 'PORT', 'HOST', 'DATA_DIR'].sort()).toEqual(
      Object.keys(settings).sort(),
    );
  });

  test('its defaults are the server’s, but that a proxy on a private address is believed', () => {
    const { TRUST_PROXY, ...rest } = withSettings({});
    expect(TRUST_PROXY).toBe('private');
    for (const [name, value] of Object.entries(rest))
      expect(value, name).toBe(settings[name as keyof typeof settings].fallback ?? '');
    expect(() => readConfig({ ...imageEnvironment, ...withSettings({}) })).not.toThrow();
  });

  test('what .env says reaches the server', () => {
    const given = { BASE_URL: 'https://stats.example.com', TRUST_PROXY: 'loopback', SITES: 'a.example,b.example' };
    expect(readConfig({ ...imageEnvironment, ...withSettings(given) })).toMatchObject({
      baseUrl: given.BASE_URL,
      trustProxy: ['127.0.0.0/8', '::1/128'],
      sites: ['a.example', 'b.example'],
    });
  });
});

describe('.env.example', () => {
  const lines = [...read('.env.example').matchAll(/^(#?)([A-Z][A-Z_]+)=(.*)$/gm)];
  const values = Object.fromEntries(lines.map(([, , name, value]) => [name, value]));

  test('names every setting once, and BIND', () => {
    expect(lines.map(([, , name]) => name).sort()).toEqual([...Object.keys(settings), 'BIND'].sort());
  });

  test('changes nothing as it is', () => {
    expect(lines.every(([, hash]) => hash === '#')).toBe(true);
  });

  test('shows the defaults where there are any', () => {
    for (const [name, { fallback }] of Object.entries(settings)) {
      if (fallback && name !== 'TRUST_PROXY') expect(values[name], name).toBe(fallback);
    }
    expect(values).toMatchObject({ TRUST_PROXY: 'private', BIND: '127.0.0.1' });
  });
});
