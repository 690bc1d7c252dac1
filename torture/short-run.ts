// For the tests: runs one experiment of `npm run torture` in its short size, as a process of its own, and gives its JSON line.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Also of a failed experiment. Rejects when there is no result at all, with what was printed. */
export async function runShort(name: string): Promise<Record<string, unknown>> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'run.mjs'), name, '--short'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  onTestFinished(async () => {
    child.kill('SIGTERM'); // it ends its servers and takes away its disks
    await ended;
  });
  await ended;
  const line = output.split('\n').find((text) => text.startsWith('{"experiment"'));
  if (line === undefined) throw new Error(`${name} printed no result:\n${output}`);
  return JSON.parse(line);
}
