// The server as a process of its own, for what only a process can show: kill -9, signals, exit codes, what it prints.
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { packageRoot } from '../files.ts';

export interface ServerProcess {
  child: ChildProcess;
  /** Everything printed so far, both streams. */
  output(): string;
  /** Resolves with what it prints once that matches, or rejects when it ends before. */
  prints(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves with exit code and signal when it has ended. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Runs dist/headcount.js with these settings and nothing else of the environment but PATH; without ballast unless they say so. */
export function startServerProcess(environment: NodeJS.ProcessEnv, args: string[] = []): ServerProcess {
  const child = spawn(process.execPath, [join(packageRoot, 'dist/headcount.js'), ...args], {
    env: { PATH: process.env.PATH, BALLAST_MB: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const listeners = new Set<() => void>();
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
      for (const listener of listeners) listener();
    });
  }
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });

  return {
    child,
    output: () => output,
    ended,
    prints: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(output);
          if (!found) return;
          listeners.delete(look);
          resolve(found);
        };
        listeners.add(look);
        void ended.then(({ code }) =>
          reject(new Error(`it ended with ${code} before it printed ${pattern}: ${output}`)),
        );
        look();
      }),
  };
}

/** A port nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
