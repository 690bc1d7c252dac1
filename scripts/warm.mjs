// Runs the program once, in a folder of its own, asks it a little of everything, and keeps what V8 has compiled by then: what a
// server needs to start, it need not compile again. A build without it is whole, only slower to start, so that it fails nothing.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFile, openProgram } from '../dist/server/program.js';

const GIVE_UP_AFTER_MS = 60_000;

/** None yet: the one before is of another text. */
writeFileSync(cacheFile, '');
const dataDir = mkdtempSync(join(tmpdir(), 'headcount-warm-'));
process.on('exit', () => rmSync(dataDir, { recursive: true, force: true }));

// Nobody's settings: they are not about this run.
process.env = {
  HOST: '127.0.0.1',
  PORT: '0',
  DATA_DIR: dataDir,
  SITES: 'example.com',
  BALLAST_MB: '0',
  LOG_LEVEL: 'error',
};
process.argv.length = 2;

function fail(error) {
  console.error(`It starts slower than it could: ${error.message}`);
  process.exit(0);
}
setTimeout(() => fail(new Error('it has not started within a minute')), GIVE_UP_AFTER_MS).unref();

const program = openProgram();
const say = console.log;
console.log = (line) => {
  const [address] = /http:\/\/\S+:\d+/.exec(line) ?? [];
  if (address) keep(address).catch(fail);
};

async function keep(address) {
  console.log = say;
  const view = { k: 'view', s: 'example.com', p: '0123456789abcdef', q: 0, u: 'https://example.com/' };
  await fetch(`${address}/hit`, { method: 'POST', body: JSON.stringify(view) });
  for (const path of ['/', '/headcount.js', '/healthz', '/readyz', '/api/session']) await fetch(address + path);
  writeFileSync(cacheFile, program.compiled());
  process.exit(0);
}

program.run();
