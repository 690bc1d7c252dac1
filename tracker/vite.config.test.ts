// The build is a gate: it must let the script through, and stop what it is there to stop.
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type Rolldown } from 'vite';
import { expect, test } from 'vitest';
import { sizeCap } from './vite.config.ts';

const buildWith = async (...plugins: Plugin[]): Promise<string> => {
  const configFile = fileURLToPath(new URL('vite.config.ts', import.meta.url));
  const options = { configFile, logLevel: 'silent', plugins, build: { write: false } } as const;
  const [output] = (await build(options)) as Rolldown.RolldownOutput[];
  return output!.output[0].code;
};

const change = (from: string | RegExp, to: string): Plugin => ({
  name: 'change',
  enforce: 'pre',
  transform: (code) => code.replace(from, to),
});

test('the script is below its cap', async () => {
  expect((await buildWith()).length).toBeGreaterThan(1_000);
});

test('a script above its cap is not built', async () => {
  await expect(buildWith(sizeCap(1))).rejects.toThrow(/headcount\.js is \d+ bytes of brotli, \d+ above its cap of 1$/m);
});

test('a script in which the server would find no place for its collect path, or two, is not built', async () => {
  await expect(buildWith(change('%COLLECT%', 'hit'))).rejects.toThrow('%COLLECT%');
  await expect(buildWith(change("'%COLLECT%'", "'%COLLECT%' + '%COLLECT%'"))).rejects.toThrow('%COLLECT%');
});

test('the script leaves the names of the contract as they are, and takes none of the page', async () => {
  const code = await buildWith();
  for (const key of ['k', 's', 'p', 'q', 'u', 'r', 'w', 't', 'z', 'a']) expect(code).toMatch(new RegExp(`[{,]${key}:`));
  expect(code).toMatch(/^(\(|!)/);
  expect(code).not.toMatch(/\bimport\b|\bexport\b|console|debugger/);
});
