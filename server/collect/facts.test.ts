// The pure parts of enrichment, as tables.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/build-test-app.ts';
import { readPage } from './page-url.ts';
import { cutReferrer, isInternal } from './referrer.ts';
import { openSalts } from './salts.ts';
import { networkOf, visitorId } from './visitor-id.ts';

describe('of a page’s address is kept', () => {
  it.each([
    ['https://example.com/', 'example.com', '/', {}],
    ['https://example.com/a/b?x=1#y', 'example.com', '/a/b', {}],
    ['https://EXAMPLE.com/A', 'example.com', '/A', {}],
    ['https://example.com/ä', 'example.com', '/%C3%A4', {}],
    [
      'https://example.com/?utm_source=a&utm_medium=b&utm_campaign=c&utm_content=d&utm_term=e&gclid=z',
      'example.com',
      '/',
      { utm_source: 'a', utm_medium: 'b', utm_campaign: 'c', utm_content: 'd', utm_term: 'e' },
    ],
    ['https://example.com/?utm_source=%20', 'example.com', '/', {}],
    ['https://example.com/?utm_source=%00a%1b%5b31m%e2%80%a8b', 'example.com', '/', { utm_source: 'a[31mb' }],
    ['app://localhost/login', 'localhost', '/login', {}],
    ['file:///home/me/draft.html', '', '/home/me/draft.html', {}],
    [`https://example.com/${'x'.repeat(3000)}`, 'example.com', `/${'x'.repeat(2047)}`, {}],
  ])('%s', (url, host, path, campaign) => {
    expect(readPage(url)).toEqual({ host, path, campaign });
  });
});

describe('of a referrer is kept', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['not a url', undefined],
    ['https://news.example', 'https://news.example/'],
    ['https://news.example/item?id=1#c', 'https://news.example/item'],
    ['https://user:secret@news.example/', 'https://news.example/'],
    ['android-app://com.example.reader', 'android-app://com.example.reader'],
    ['javascript:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['about:blank', undefined],
  ])('%s', (referrer, kept) => {
    expect(cutReferrer(referrer)).toBe(kept);
  });

  it('and the site itself is told from others', () => {
    expect(isInternal('https://www.example.com/a', 'example.com', 'example.com')).toBe(true);
    expect(isInternal('http://localhost:4000/a', 'example.com', 'localhost')).toBe(true);
    expect(isInternal('https://news.example/', 'example.com', 'example.com')).toBe(false);
  });
});

describe('the network of an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
  ])('%s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

it('a visitor id needs all of salt, site, network and user agent, and none can run into another', () => {
  const salt = Buffer.alloc(32, 1);
  const id = visitorId(salt, 1, '192.0.2.1', 'agent');
  expect(id).toMatch(/^[0-9a-f]{16}$/);
  expect(visitorId(salt, 1, '192.0.2.1', 'agent')).toBe(id);
  const others = [
    visitorId(Buffer.alloc(32, 2), 1, '192.0.2.1', 'agent'),
    visitorId(salt, 2, '192.0.2.1', 'agent'),
    visitorId(salt, 1, '192.0.2.2', 'agent'),
    visitorId(salt, 1, '192.0.2.1', 'agent2'),
    visitorId(salt, 1, '192.0.2.12', '.agent'),
    visitorId(salt, 1, '192.0.2.', '1agent'),
  ];
  expect(new Set([id, ...others]).size).toBe(others.length + 1);
});

describe('salts', () => {
  it('are one per date, and the same after a restart', () => {
    const folder = join(temporaryFolder(), 'salts');
    const salts = openSalts(folder);
    const salt = salts.of('2026-11-21');
    expect(salts.of('2026-11-21')).toBe(salt);
    expect(salts.of('2026-11-22')).not.toEqual(salt);
    expect(openSalts(folder).of('2026-11-21')).toEqual(salt);
    expect(salts.ifKnown('2026-11-20')).toBeUndefined();
    expect(readdirSync(folder).sort()).toEqual(['2026-11-21', '2026-11-22']);
  });

  it('that cannot be written are refused, leave nothing behind, and are made once there is room again', () => {
    const folder = join(temporaryFolder(), 'salts');
    const salts = openSalts(folder);
    rmSync(folder, { recursive: true });
    expect(() => salts.of('2026-11-21')).toThrow(/could not be stored \(ENOENT\)/);
    mkdirSync(folder);
    expect(salts.of('2026-11-21')).toHaveLength(32);
  });

  it('are gone for good 24 hours after their date has ended in the last zone of the world', () => {
    const folder = join(temporaryFolder(), 'salts');
    const salts = openSalts(folder);
    salts.of('2026-11-21');
    const endedAtDateLine = Date.UTC(2026, 10, 22, 12);
    salts.forgetOld(endedAtDateLine + 24 * 3_600_000 - 1);
    expect(readdirSync(folder)).toEqual(['2026-11-21']);
    salts.forgetOld(endedAtDateLine + 24 * 3_600_000);
    expect(readdirSync(folder)).toEqual([]);
    expect(salts.ifKnown('2026-11-21')).toBeUndefined();
  });
});
