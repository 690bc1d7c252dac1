// A fresh server as a process of its own, whose owner has made the account and added a site: nobody has been there yet.
import type { Browser } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { temporaryFolder } from '../server/testing/build-test-app.ts';
import { type ServerProcess, startServerProcess } from '../server/testing/server-process.ts';
import { type Dashboard, openDashboard } from './dashboard.ts';

export interface OwnedSite {
  server: ServerProcess;
  /** To start it again where it was. */
  environment: { [name: string]: string };
  /** `http://<host>:<port>`, as its owner opened it. */
  address: string;
  dashboard: Dashboard;
  snippet: string;
  /** Posts to the collector, from this machine. */
  post(body: object, headers: { [name: string]: string }): Promise<Response>;
}

/** The dashboard must not have complained of anything when the test is over. `host`: by which name the owner knows the server. */
export async function startOwnedSite(
  browser: Browser,
  { site = 'example.com', host = '127.0.0.1', settings = {} as { [name: string]: string } } = {},
): Promise<OwnedSite> {
  const fresh = { DATA_DIR: temporaryFolder(), LOG_LEVEL: 'warn', ...settings };
  const server = startServerProcess({ ...fresh, PORT: '0' });
  const [, PORT = ''] = await server.prints(/running on http:\S+:(\d+)/);
  const [, path = ''] = await server.prints(/(\/setup#token=\S+)/);
  const address = `http://${host}:${PORT}`;
  const dashboard = await openDashboard(browser);
  onTestFinished(() => expect(dashboard.complaints).toEqual([]));
  const snippet = await dashboard.setUp(address + path, site);
  return {
    server,
    environment: { ...fresh, PORT },
    address,
    dashboard,
    snippet,
    post: (body, headers) =>
      fetch(`http://127.0.0.1:${PORT}/hit`, { method: 'POST', headers, body: JSON.stringify(body) }),
  };
}
