// Who may import whom, as the table of contents promises: lower never imports higher, so that a room can be understood by
// reading it and what it stands on.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from './files.ts';

interface Import {
  from: string;
  to: string;
  typeOnly: boolean;
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
    .map((name) => join(folder, name).replaceAll('\\', '/'));
}

/** Relative imports become paths from the root; packages stay as they are named. */
function importsOf(file: string): Import[] {
  const text = readFileSync(join(packageRoot, file), 'utf8');
  const statements = text.matchAll(/^\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"];/gm);
  const calls = text.matchAll(/\b(?:import|require)\((\s*)['"`]([^'"`]+)['"`]\s*\)/g);
  return [
    ...[...statements].map(([, type, name = '']) => ({ type, name })),
    ...[...calls].map(([, , name = '']) => ({ type: undefined, name })),
  ].map(({ type, name }) => ({
    from: file,
    to: name.startsWith('.')
      ? relative(packageRoot, resolve(packageRoot, dirname(file), name)).replaceAll('\\', '/')
      : name,
    typeOnly: type !== undefined,
  }));
}

const everything = ['server', 'tracker', 'dashboard', 'demo'].flatMap(sourcesBelow).flatMap(importsOf);
const show = ({ from, to }: Import) => `${from} → ${to}`;
const inServer = everything.filter(
  ({ from, to }) => from.startsWith('server/') && !from.startsWith('server/testing/') && to.startsWith('server/'),
);

/** `server/live/hub.ts` is in the room `live`; `server/clock.ts` in none. */
const roomOf = (file: string) => /^server\/([^/]+)\//.exec(file)?.[1];

/** Files of the house itself, which everything may stand on. */
const GROUND = [
  ...[
    'clock',
    'config',
    'errors',
    'files',
    'calendar',
    'steady-clock',
    'address',
    'address-ranges',
    'ip-address',
    'zod-routes',
  ],
  ...['counted', 'http-server', 'id64', 'keyed-hash', 'path-pattern', 'route-docs', 'sse-stream'],
].map((name) => `server/${name}.ts`);

/** Which rooms a room's files may import. */
const MAY_IMPORT: { [room: string]: string[] } = {
  contract: [],
  store: [],
  live: [],
  here: ['live'],
  sites: ['store'],
  accounts: ['store'],
  report: ['store'],
  goals: ['store', 'sites'],
  reference: [],
  collect: ['live', 'store', 'sites'],
  ops: [],
  deletions: ['store', 'report'],
  transfer: ['store'],
};

/** The files of a room that speak HTTP; only they may, and they may also ask the guard and look up a site. */
const isEdge = (file: string) =>
  /\/(routes|plugin|guard|script|health|log|security-headers|body|sender)\.ts$/.test(file);

describe('the server', () => {
  it('has exactly the rooms that these rules speak of', () => {
    const rooms = new Set(sourcesBelow('server').map(roomOf));
    expect([...rooms].filter((room) => room !== undefined && room !== 'testing').sort()).toEqual(
      Object.keys(MAY_IMPORT).sort(),
    );
  });

  it('lower never imports higher', () => {
    const wrong = inServer.filter(({ from, to }) => {
      const [room, other] = [roomOf(from), roomOf(to)];
      if (room === undefined || room === other) return false;
      if (other === undefined) return !GROUND.includes(to);
      if (other === 'contract' || MAY_IMPORT[room]?.includes(other)) return false;
      return !(isEdge(from) && (to === 'server/accounts/guard.ts' || other === 'sites'));
    });
    expect(wrong.map(show)).toEqual([]);
  });

  it('the ground stands on itself and the contract only', () => {
    const wrong = inServer.filter(
      ({ from, to }) => GROUND.includes(from) && !GROUND.includes(to) && roomOf(to) !== 'contract',
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it('knows of HTTP only at its edges', () => {
    const rooms = Object.keys(MAY_IMPORT);
    const wrong = everything.filter(
      ({ from, to }) =>
        rooms.includes(roomOf(from) ?? '') && !isEdge(from) && /^(fastify|@fastify\/|node:http)/.test(to),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it('asks the environment in config.ts only, and the time in clock.ts only', () => {
    const files = sourcesBelow('server').filter((file) => !file.startsWith('server/testing/'));
    const using = (pattern: RegExp) =>
      files.filter((file) => {
        const code = readFileSync(join(packageRoot, file), 'utf8').replaceAll(/^\s*(\/\/|\*|\/\*).*$/gm, '');
        return pattern.test(code);
      });
    expect(using(/process\.env\b/)).toEqual(['server/main.ts']); // hands it to readConfig
    expect(using(/Date\.now\(|new Date\(\)|performance\.now\(|\bset(Timeout|Interval)\(/)).toEqual(['server/clock.ts']);
  });

  it('starts its threads, and imports of their files types only: they would serve the importer’s port, too', () => {
    const wrong = inServer.filter(({ to, typeOnly }) => to.endsWith('-thread.ts') && !typeOnly);
    expect(wrong.map(show)).toEqual([]);
  });

  it('never builds SQL from pieces at run time: no template with a hole is prepared', () => {
    const files = sourcesBelow('server').filter((file) => !file.startsWith('server/testing/'));
    const wrong = files.filter((file) =>
      /\.(prepare|exec)\(\s*`[^`]*\$\{/.test(readFileSync(join(packageRoot, file), 'utf8')),
    );
    expect(wrong).toEqual([]);
  });
});

it('the demo speaks to the server over HTTP: it starts it, and knows the contract; but for its past, since no collector takes a hit of last week', () => {
  const allowed = ['serve', 'config', 'clock', 'errors'].map((name) => `server/${name}.ts`);
  const wrong = everything.filter(
    ({ from, to }) =>
      from.startsWith('demo/') &&
      from !== 'demo/past.ts' &&
      to.startsWith('server/') &&
      !allowed.includes(to) &&
      !to.startsWith('server/contract/'),
  );
  expect(wrong.map(show)).toEqual([]);
});

describe('the browser’s side', () => {
  it('the tracker takes types only from the contract, and no package at all', () => {
    const wrong = everything.filter(
      ({ from, to, typeOnly }) =>
        from.startsWith('tracker/') &&
        !/\/(test|vite\.config)/.test(from) &&
        !(to.startsWith('tracker/') || (typeOnly && to.startsWith('server/contract/'))),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it('the dashboard takes types from the contract and code from contract/browser.ts only', () => {
    const wrong = everything.filter(
      ({ from, to, typeOnly }) =>
        from.startsWith('dashboard/') &&
        to.startsWith('server/') &&
        to !== 'server/contract/browser.ts' &&
        !(typeOnly && to.startsWith('server/contract/')),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it('never sets HTML', () => {
    const wrong = ['dashboard', 'tracker']
      .flatMap(sourcesBelow)
      .filter((file) =>
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(/.test(
          readFileSync(join(packageRoot, file), 'utf8'),
        ),
      );
    expect(wrong).toEqual([]);
  });
});

it('a hit’s way is seven files, forward only: each names the next, and none looks back', () => {
  const way = [
    'tracker/tracker.ts',
    'server/collect/routes.ts',
    'server/collect/record.ts',
    'server/live/presence.ts',
    'server/live/hub.ts',
    'dashboard/live/live-stream.ts',
    'dashboard/live/live-panel.tsx',
  ];
  for (const file of way) expect(() => readFileSync(join(packageRoot, file))).not.toThrow();
  const backwards = everything.filter(
    ({ from, to }) => way.includes(from) && way.includes(to) && way.indexOf(to) < way.indexOf(from),
  );
  // Two bridges are not calls backwards: the panel reads the stream's store, and the route is handed the sentence it calls.
  expect(backwards.map(show)).toEqual([]);
});

it('control: the reading of imports sees what it must', () => {
  expect(everything.length).toBeGreaterThan(150);
  expect(everything.map(show)).toContain('server/collect/record.ts → server/live/presence.ts');
  expect(
    everything.find(({ from, to }) => from === 'server/store/wal-watch.ts' && to === 'server/clock.ts')?.typeOnly,
  ).toBe(true);
});
