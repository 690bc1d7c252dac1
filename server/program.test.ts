// The program and what is kept compiled of it, as they were built. Each in a process of its own: what V8 has compiled once, it does
// not look for in a cache.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { packageRoot } from './files.ts';
import { temporaryFolder } from './testing/build-test-app.ts';

const built = pathToFileURL(join(packageRoot, 'dist/server/program.js'));

function isCached(cache?: string): boolean {
  const code = `const { openProgram } = await import(process.argv[1]); console.log(openProgram(process.argv[2]).isCached);`;
  const args = ['--input-type=module', '-e', code, built.href, ...(cache === undefined ? [] : [cache])];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

it('starts from what was compiled of it when it was built', () => {
  expect(isCached()).toBe(true);
});

it.each([undefined, '', 'not a cache'])('is compiled as usual where the cache is %j', (text) => {
  const file = join(temporaryFolder(), 'cache');
  if (text !== undefined) writeFileSync(file, text);
  expect(isCached(file)).toBe(false);
});
