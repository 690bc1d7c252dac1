// The real app on a real port with a real SQLite file in a folder of its own, closed and removed after the test.
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type App, buildApp } from '../app.ts';
import { type Clock, systemClock } from '../clock.ts';
import { type Config, readConfig } from '../config.ts';

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'headcount-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A reader's browser; another version is another reader. */
export const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

export const ADMIN = { email: 'owner@example.com', password: 'correct horse battery' };

export interface TestApp {
  app: App;
  config: Config;
  /** `http://127.0.0.1:<port>`. */
  address: string;
  /** Parsed log lines so far. */
  log: { level: number; msg: string }[];
  /** Signs the admin in and returns the Cookie header. */
  signIn(): Promise<string>;
  /** Posts to the collector; a string is sent as it is. */
  hit(body: unknown, headers?: { [name: string]: string }): Promise<Response>;
  /** Calls the API as JSON. */
  api(
    method: string,
    path: string,
    options?: { cookie?: string; body?: unknown; headers?: { [name: string]: string } },
  ): Promise<Response>;
}

export interface TestAppOptions {
  environment?: NodeJS.ProcessEnv;
  clock?: Clock;
  config?: Partial<Config>;
}

/** With the admin account and the site example.com, unless the environment says otherwise. */
export async function buildTestApp({
  environment = {},
  clock = systemClock,
  config: over = {},
}: TestAppOptions = {}): Promise<TestApp> {
  const settings = {
    DATA_DIR: temporaryFolder(),
    SITES: 'example.com',
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    BALLAST_MB: '0', // nobody waits for 64 MB in every test
    ...environment,
  };
  const config = { ...readConfig(settings), ...over };
  const log: TestApp['log'] = [];
  const app = await buildApp(config, {
    clock,
    logOutput: { write: (line) => log.push(JSON.parse(line)) },
    onDeath(error) {
      throw error;
    },
  });
  onTestFinished(() => app.close());
  await app.http.listen({ host: '127.0.0.1', port: 0 });
  const address = `http://127.0.0.1:${(app.http.server.address() as AddressInfo).port}`;

  const api: TestApp['api'] = (method, path, { cookie, body, headers } = {}) =>
    fetch(address + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(cookie === undefined ? {} : { cookie }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'manual',
    });

  return {
    app,
    config,
    address,
    log,
    api,
    async signIn() {
      const reply = await api('POST', '/api/session', { body: ADMIN });
      return reply.headers.get('set-cookie')?.split(';')[0] ?? '';
    },
    hit: (body, headers) =>
      fetch(address + config.collectPath, {
        method: 'POST',
        headers: { 'content-type': 'text/plain', 'user-agent': FIREFOX, ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  };
}
