import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig, settings } from './config.ts';
import { StartError } from './errors.ts';
import { packageRoot } from './files.ts';
import { temporaryFolder } from './testing/build-test-app.ts';

it('needs no setting at all', () => {
  expect(readConfig({})).toMatchObject({
    port: 8080,
    host: '127.0.0.1',
    baseUrl: undefined,
    basePath: '',
    trustProxy: [],
    admin: undefined,
    sites: [],
    siteTimezone: 'UTC',
    scriptName: 'headcount.js',
    collectPath: '/hit',
    simulated: false,
  });
});

describe('a bad value stops the start with one line that names the setting:', () => {
  it.each([
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['BASE_URL', 'example.com'],
    ['BASE_URL', 'ftp://example.com'],
    ['BASE_URL', 'https://example.com/?a=1'],
    ['BASE_URL', 'https://example.com/?'],
    ['BASE_URL', 'https://me:secret@example.com'],
    ['TRUST_PROXY', 'everyone'],
    ['TRUST_PROXY', '10.0.0.0/40'],
    ['TRUST_PROXY', '1'],
    ['TRUST_PROXY', '0.0.0.0/0'],
    ['TRUST_PROXY', 'constructor'],
    ['COLLECT_PATH', '/api/session'],
    ['COLLECT_PATH', '//evil'],
    ['COLLECT_PATH', '/badge/mine'],
    ['COLLECT_PATH', '/docs'],
    ['SCRIPT_NAME', 'here.js'],
    ['SCRIPT_NAME', 'docs'],
    ['SCRIPT_NAME', 'try'],
    ['ADMIN_EMAIL', 'me'],
    ['ADMIN_PASSWORD', 'short'],
    ['SITE_TIMEZONE', 'Mars/Olympus'],
    ['SITE_TIMEZONE', '+01:00'],
    ['SCRIPT_NAME', '../x.js'],
    ['COLLECT_PATH', 'hit'],
    ['LOG_LEVEL', 'loud'],
    ['MAX_STREAMS', '0'],
  ])('%s=%s', (name, value) => {
    const read = () => readConfig({ ADMIN_EMAIL: 'me@example.com', ADMIN_PASSWORD: 'a long password', [name]: value });
    expect(read).toThrow(StartError);
    expect(read).toThrow(new RegExp(`^Bad setting: ${name} [^\\n]+\\.$`));
  });

  it.each(['0.0.0.0/0', 'true', '*'])(
    'and TRUST_PROXY=%s, which elsewhere means everybody, is told what it can be',
    (written) => {
      expect(() => readConfig({ TRUST_PROXY: written })).toThrow(
        /10\.0\.0\.0\/8.* nor one of loopback, private, cloudflare, none/,
      );
    },
  );

  it('all of them at once', () => {
    expect(() => readConfig({ PORT: 'x', LOG_LEVEL: 'y' })).toThrow(/PORT .*; LOG_LEVEL /);
  });

  it('an e-mail without a password', () => {
    expect(() => readConfig({ ADMIN_EMAIL: 'me@example.com' })).toThrow(/go together/);
  });
});

it('an empty value counts as absent, as docker compose passes it', () => {
  expect(readConfig({ BASE_URL: '', PORT: '', TRUST_PROXY: '' })).toEqual(readConfig({}));
});

it('every setting can come from a file', () => {
  const file = join(temporaryFolder(), 'secret');
  writeFileSync(file, 'a long password\n');
  const { admin } = readConfig({ ADMIN_EMAIL: 'me@example.com', ADMIN_PASSWORD_FILE: file });
  expect(admin?.password).toBe('a long password');
  expect(() => readConfig({ PORT_FILE: '/nowhere' })).toThrow(/PORT_FILE names \/nowhere, which cannot be read/);
  expect(() => readConfig({ PORT: '1', PORT_FILE: file })).toThrow(/both set/);
});

it('proxies are trusted by range or by the name of a preset', () => {
  expect(readConfig({ TRUST_PROXY: 'loopback, 10.1.0.0/16, ::1' }).trustProxy).toEqual([
    '127.0.0.0/8',
    '::1/128',
    '10.1.0.0/16',
    '::1',
  ]);
  expect(readConfig({ TRUST_PROXY: 'private' }).trustProxy).toContain('172.16.0.0/12');
  expect(readConfig({ TRUST_PROXY: 'cloudflare' }).trustProxy).toContain('104.16.0.0/13');
});

it('a public address may have a path, and loses its last slash', () => {
  expect(readConfig({ BASE_URL: 'https://example.com/stats/' })).toMatchObject({
    baseUrl: 'https://example.com/stats',
    basePath: '/stats',
  });
});

it('the README lists every setting with its default and meaning, and no other', () => {
  const readme = readFileSync(join(packageRoot, 'README.md'), 'utf8');
  const rows = [...readme.matchAll(/^\| `([A-Z_]+)` \| (.*?) \| (.*) \|$/gm)].map(([, name, fallback, about]) => [
    name,
    fallback,
    about,
  ]);
  const expected = Object.entries(settings).map(([name, { fallback, about }]) => [
    name,
    fallback ? `\`${fallback}\`` : '',
    about,
  ]);
  expect(rows).toEqual(expected);
});
