// What only a process can show: killed, signalled, started in a place where it cannot run.
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { databaseFile, openReader, openWriter } from './store/open.ts';
import { FIREFOX, temporaryFolder } from './testing/build-test-app.ts';
import { aView } from './testing/factories.ts';
import { freePort, startServerProcess } from './testing/server-process.ts';

const RUNNING = /running on (http:\S+)/;

describe('killed with SIGKILL under load', () => {
  it('no acknowledged hit is lost and none is stored twice, though every one that was not acknowledged is tried again', async () => {
    const DATA_DIR = temporaryFolder();
    const environment = { DATA_DIR, PORT: String(await freePort()), SITES: 'example.com', LOG_LEVEL: 'silent' };
    const address = `http://127.0.0.1:${environment.PORT}/hit`;
    const acknowledged = new Set<string>();
    let goOn = true;
    let retried = 0;

    /** One reader after another; each hit is sent, unchanged, until it is acknowledged. */
    async function sendForEver(): Promise<void> {
      while (goOn) {
        const view = aView();
        for (let tries = 0; goOn && !acknowledged.has(view.p); tries += 1) {
          const reply = await fetch(address, {
            method: 'POST',
            headers: { 'user-agent': FIREFOX },
            body: JSON.stringify(view),
          }).catch(() => undefined);
          await reply?.arrayBuffer().catch(() => undefined);
          if (reply?.status === 202) acknowledged.add(view.p);
          else await new Promise((resolve) => setTimeout(resolve, 10));
          if (tries === 1) retried += 1;
        }
      }
    }

    const senders = Array.from({ length: 32 }, sendForEver);
    for (let kills = 0; kills < 8; kills += 1) {
      const server = startServerProcess(environment);
      await server.prints(RUNNING);
      const before = acknowledged.size;
      while (acknowledged.size < before + 30) await new Promise((resolve) => setTimeout(resolve, 10));
      await new Promise((resolve) => setTimeout(resolve, 100 + kills * 60));
      server.child.kill('SIGKILL');
      await server.ended;
    }
    const last = startServerProcess(environment);
    await last.prints(RUNNING);
    await new Promise((resolve) => setTimeout(resolve, 500));
    goOn = false;
    await Promise.all(senders);
    last.child.kill('SIGTERM');
    expect(await last.ended).toEqual({ code: 0, signal: null });

    const reader = openReader(databaseFile(DATA_DIR));
    onTestFinished(() => void reader.close());
    const stored = reader.prepare('SELECT lower(hex(page_instance)) FROM hits').pluck().all() as string[];
    expect(reader.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(new Set(stored).size).toBe(stored.length);
    expect([...acknowledged].filter((p) => !new Set(stored).has(p))).toEqual([]);
    console.info(`${acknowledged.size} acknowledged over 8 kills: 0 lost, 0 stored twice; ${retried} were tried again`);
    // That it could have failed: there was a load, and the kills did cut hits short.
    expect(acknowledged.size).toBeGreaterThan(200);
    expect(retried).toBeGreaterThan(8);
  }, 240_000);
});

it('ends in an orderly way when asked to: exit code 0, the WAL folded in, nothing left open', async () => {
  const DATA_DIR = temporaryFolder();
  const server = startServerProcess({ DATA_DIR, PORT: '0', SITES: 'example.com' });
  const [, address] = await server.prints(RUNNING);
  await fetch(`${address}/hit`, { method: 'POST', headers: { 'user-agent': FIREFOX }, body: JSON.stringify(aView()) });
  server.child.kill('SIGTERM');
  expect(await server.ended).toEqual({ code: 0, signal: null });
  const reader = openReader(databaseFile(DATA_DIR));
  expect(reader.prepare('SELECT count(*) FROM hits').pluck().get()).toBe(1);
  reader.close();
});

it('ends in an orderly way on Ctrl-C, which npm passes on a second time', async () => {
  const server = startServerProcess({ DATA_DIR: temporaryFolder(), PORT: '0' });
  await server.prints(RUNNING);
  server.child.kill('SIGINT');
  server.child.kill('SIGINT');
  await server.prints(/Ending/);
  server.child.kill('SIGINT');
  expect(await server.ended).toEqual({ code: 0, signal: null });
  expect(server.output()).toMatch(/Ended\./);
});

it('ends at once although a request is under way and its connection is kept alive', async () => {
  const server = startServerProcess({
    DATA_DIR: temporaryFolder(),
    PORT: '0',
    ADMIN_EMAIL: 'a@example.com',
    ADMIN_PASSWORD: 'a long password',
  });
  const [, address] = await server.prints(RUNNING);
  const body = JSON.stringify({ email: 'a@example.com', password: 'a long password' });
  const signIn = fetch(`${address}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  await new Promise((resolve) => setTimeout(resolve, 8)); // the password takes longer to check than that
  server.child.kill('SIGTERM');
  const began = performance.now();
  expect(await server.ended).toEqual({ code: 0, signal: null });
  expect(performance.now() - began).toBeLessThan(5000);
  expect((await signIn).status).toBe(200);
});

it('ends although somebody has connected and says nothing, or half a request', async () => {
  const server = startServerProcess({ DATA_DIR: temporaryFolder(), PORT: '0' });
  const [, address = ''] = await server.prints(RUNNING);
  for (const beginning of ['', 'POST /hit HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{']) {
    const socket = connect({ port: Number(new URL(address).port), host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', () => undefined);
    onTestFinished(() => void socket.destroy());
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    socket.write(beginning);
  }
  await fetch(`${address}/healthz`);
  server.child.kill('SIGTERM');
  const began = performance.now();
  expect(await server.ended).toEqual({ code: 0, signal: null });
  expect(performance.now() - began).toBeLessThan(6000);
});

it('prints the address and, at every start while there is no account, a new set-up link', async () => {
  const DATA_DIR = temporaryFolder();
  const tokens = [];
  for (let start = 0; start < 2; start += 1) {
    const server = startServerProcess({ DATA_DIR, PORT: '0', LOG_LEVEL: 'silent' });
    const [, address, token] = await server.prints(/(http:\S+)\/setup#token=([\w-]+)/);
    tokens.push(token);
    if (start === 1) {
      const body = JSON.stringify({ token, email: 'me@example.com', password: 'a long password' });
      const reply = await fetch(`${address}/api/setup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      expect(reply.status).toBe(201);
    }
    server.child.kill('SIGTERM');
    await server.ended;
  }
  expect(tokens[0]).not.toBe(tokens[1]);
  const server = startServerProcess({ DATA_DIR, PORT: '0', LOG_LEVEL: 'silent' });
  await server.prints(RUNNING);
  expect(server.output()).not.toContain('setup');
});

describe('where it cannot run it says so in one line that says what to do, and exits with 1:', () => {
  async function lineOf(environment: NodeJS.ProcessEnv): Promise<string> {
    const server = startServerProcess({ PORT: '0', ...environment });
    expect((await server.ended).code).toBe(1);
    const lines = server
      .output()
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('{')); // its log lines
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/ at |node:internal/);
    return lines[0] ?? '';
  }

  it('a busy port', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const port = (other.address() as { port: number }).port;
    expect(await lineOf({ DATA_DIR: temporaryFolder(), PORT: String(port) })).toMatch(/^Port \d+ is in use\. .*PORT/);
  });

  it('a data folder that is a file', async () => {
    const file = join(temporaryFolder(), 'data');
    writeFileSync(file, '');
    expect(await lineOf({ DATA_DIR: file })).toMatch(/^Cannot use .*DATA_DIR/);
  });

  it('a data folder it may not write to', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o500);
    // Root may write anywhere; a folder of the kernel's that nobody may add files to stands in for it.
    const place = process.getuid?.() === 0 ? '/proc/sys' : folder;
    expect(await lineOf({ DATA_DIR: place })).toMatch(/^Cannot use .*DATA_DIR/);
  });

  it('a file that is no database', async () => {
    const DATA_DIR = temporaryFolder();
    writeFileSync(databaseFile(DATA_DIR), 'not a database '.repeat(1000));
    expect(await lineOf({ DATA_DIR })).toMatch(/damaged or not a database.*backup/);
  });

  it('a database that is damaged in the middle', async () => {
    const DATA_DIR = temporaryFolder();
    const first = startServerProcess({ DATA_DIR, PORT: '0', SITES: 'example.com' });
    const [, address] = await first.prints(RUNNING);
    for (let i = 0; i < 200; i += 1)
      await fetch(`${address}/hit`, {
        method: 'POST',
        headers: { 'user-agent': FIREFOX },
        body: JSON.stringify(aView()),
      });
    first.child.kill('SIGTERM');
    await first.ended;
    const bytes = readFileSync(databaseFile(DATA_DIR));
    bytes.fill(0xa5, 4096);
    writeFileSync(databaseFile(DATA_DIR), bytes);
    expect(await lineOf({ DATA_DIR })).toMatch(/damaged or not a database|cannot be read/);
  });

  it('a folder that another server is using', async () => {
    const DATA_DIR = temporaryFolder();
    const first = startServerProcess({ DATA_DIR, PORT: '0' });
    await first.prints(RUNNING);
    expect(await lineOf({ DATA_DIR })).toMatch(/^Another Headcount is running on .*DATA_DIR/);
    first.child.kill('SIGKILL');
    await first.ended;
    const next = startServerProcess({ DATA_DIR, PORT: '0' });
    await next.prints(RUNNING);
  });

  it('a database of a newer version', async () => {
    const DATA_DIR = temporaryFolder();
    const db = openWriter(databaseFile(DATA_DIR));
    db.exec('CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT, checksum TEXT, ran_at INTEGER)');
    db.prepare("INSERT INTO migrations VALUES (99, '0099-future.sql', '', 0)").run();
    db.close();
    expect(await lineOf({ DATA_DIR })).toMatch(/newer Headcount \(0099-future\.sql\)/);
  });

  it('a bad setting', async () => {
    expect(await lineOf({ PORT: 'eighty' })).toBe('Bad setting: PORT must be a whole number.');
  });

  it('a site that is none', async () => {
    const line = await lineOf({ DATA_DIR: temporaryFolder(), SITES: 'example.com,my blog' });
    expect(line).toMatch(/^Bad setting: SITES has "my blog"\. .*example\.com\.$/);
  });

  it('an address this machine does not have', async () => {
    expect(await lineOf({ DATA_DIR: temporaryFolder(), HOST: '203.0.113.1' })).toMatch(/no address 203\.0\.113\.1/);
  });
});

it('what is no command is said to be none, and no server starts', async () => {
  const server = startServerProcess({ DATA_DIR: temporaryFolder() }, ['frob']);
  expect((await server.ended).code).toBe(1);
  expect(server.output()).toMatch(/There is no command frob/);
});

it('its help lists its verbs', async () => {
  const server = startServerProcess({}, ['--help']);
  expect((await server.ended).code).toBe(0);
  expect(server.output()).toMatch(/serve/);
});
