// The build is a gate: it must let the script through, and stop what it is there to stop.
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type Rolldown } from 'vite';
import { expect, test } from 'vitest';
import { sizeCap, sizeCapWithoutExtras, widget } from './vite.config.ts';

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

test('nor is one that would be above its own cap without events', async () => {
  await expect(buildWith(sizeCapWithoutExtras(1))).rejects.toThrow(
    /headcount\.js without extras is \d+ bytes of brotli, \d+ above its cap of 1$/m,
  );
});

test('nor is a widget above its own', async () => {
  await expect(buildWith(widget(1))).rejects.toThrow(/here\.js is \d+ bytes of brotli, \d+ above its cap of 1$/m);
});

test('without events, nothing of them is left', async () => {
  const withoutExtras: Plugin = { name: 'without', config: () => ({ define: { EXTRAS: 'false' } }) };
  const plain = await buildWith(withoutExtras);
  const whole = await buildWith();
  for (const trace of ['k:"event"', 'window.headcount', 'auxclick', 'responseStatus']) {
    expect(plain).not.toContain(trace);
    expect(whole).toContain(trace);
  }
  for (const kind of ['k:"view"', 'k:"beat"', 'k:"leave"']) expect(plain).toContain(kind);
});

test('a script in which the server would find no place for its collect path, or two, is not built', async () => {
  await expect(buildWith(change('%COLLECT%', 'hit'))).rejects.toThrow('%COLLECT%');
  await expect(buildWith(change("'%COLLECT%'", "'%COLLECT%' + '%COLLECT%'"))).rejects.toThrow('%COLLECT%');
});

test('the script leaves the names of the contract as they are, and takes none of the page', async () => {
  const code = await buildWith();
  for (const key of ['k', 's', 'p', 'q', 'u', 'r', 'w', 't', 'z', 'a', 'b', 'e', 'y', 'n', 'd'])
    expect(code).toMatch(new RegExp(`[{,]${key}:`));
  expect(code).toMatch(/^(\(|!)/);
  expect(code).not.toMatch(/\bimport\b|\bexport\b|console|debugger/);
});
