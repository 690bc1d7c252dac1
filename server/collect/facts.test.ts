// The pure parts of enrichment, as tables.
import { createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { networkOf } from '../ip-address.ts';
import { temporaryFolder } from '../testing/build-test-app.ts';
import { readLanguage } from './language.ts';
import { remember } from './memo.ts';
import { readPage } from './page-url.ts';
import { isInternal, readReferrer } from './referrer.ts';
import { openSalts } from './salts.ts';
import { screenClass } from './screen.ts';
import { visitorId } from './visitor-id.ts';

describe('of a page’s address is kept', () => {
  it.each([
    ['https://example.com/', 'example.com', '/', {}],
    ['https://example.com/a/b?x=1#y', 'example.com', '/a/b', {}],
    ['https://EXAMPLE.com/A', 'example.com', '/A', {}],
    ['https://example.com/ä', 'example.com', '/%C3%A4', {}],
    ['https://example.com/%c3%a4%2f%zz', 'example.com', '/%C3%A4%2F%zz', {}],
    [
      'https://example.com/?utm_source=a&utm_medium=b&utm_campaign=c&utm_content=d&utm_term=e&token=z',
      'example.com',
      '/',
      { utm_source: 'a', utm_medium: 'b', utm_campaign: 'c', utm_content: 'd', utm_term: 'e' },
    ],
    ['https://example.com/?utm_source=%20', 'example.com', '/', {}],
    ['https://example.com/?utm_source', 'example.com', '/', {}],
    ['https://example.com/?utm_source=a+b%26c&utm_source=d', 'example.com', '/', { utm_source: 'a b&c' }],
    ['https://example.com/?utm_source=&utm_source=d', 'example.com', '/', { utm_source: 'd' }],
    ['https://example.com/?&&=&x&utm_source=a=b&', 'example.com', '/', { utm_source: 'a=b' }],
    ['https://example.com/?utm_source=%00a%1b%5b31m%e2%80%a8b', 'example.com', '/', { utm_source: 'a[31mb' }],
    ['https://example.com/?utm_source=%ff%', 'example.com', '/', { utm_source: '\ufffd%' }],
    ['https://example.com/?__proto__=1&constructor=2', 'example.com', '/', {}],
    [`https://example.com/?utm_term=${'x'.repeat(300)}`, 'example.com', '/', { utm_term: 'x'.repeat(200) }],
    ['app://localhost/login', 'localhost', '/login', {}],
    ['file:///home/me/draft.html', '', '/home/me/draft.html', {}],
    [`https://example.com/${'x'.repeat(3000)}`, 'example.com', `/${'x'.repeat(2047)}`, {}],
  ])('%s', (url, host, path, campaign) => {
    expect(readPage(url)).toEqual({ host, path, campaign, clickId: undefined });
  });

  it('no click id, only whose kind was there, a paid one before others', () => {
    const page = readPage('https://example.com/?fbclid=secret&gclid=secret&igsh=secret');
    expect(page.clickId).toEqual({ source: 'Google', channel: 'paid' });
    expect(JSON.stringify(page)).not.toContain('secret');
  });

  it('what a browser’s own reading of the query would give', () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 150 }),
      fc.constantFrom('%', '%zz', '+', '=', '&', '?', '%26'),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('utm_source', 'utm_term', 'a', ''), value), { maxLength: 6 }),
        (pairs) => {
          const url = `https://example.com/?${pairs.map((pair) => pair.join('=')).join('&')}`;
          const { campaign } = readPage(url);
          const printable = (text: string) => text.replace(/[\p{Cc}\p{Surrogate}\u2028\u2029]/gu, '').trim();
          for (const name of ['utm_source', 'utm_term'] as const) {
            const given = new URL(url).searchParams.getAll(name).map((text) => printable(text.slice(0, 200)));
            expect(campaign[name]).toBe(given.find((text) => text !== ''));
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('of a referrer is kept', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['not a url', undefined],
    ['https://', undefined],
    ['https://[', undefined],
    ['https://news.example', 'https://news.example/'],
    ['https://news.example/item?id=1#c', 'https://news.example/item'],
    ['https://news.example:8443/item', 'https://news.example:8443/item'],
    ['https://user:secret@news.example/', 'https://news.example/'],
    ['android-app://com.example.reader', 'android-app://com.example.reader'],
    [
      'android-app://com.example.reader/https/news.example/a?token=1',
      'android-app://com.example.reader/https/news.example/a',
    ],
    ['javascript:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['about:blank', undefined],
    ['ftp://news.example/', undefined],
    [`https://news.example/${'x'.repeat(3000)}`, `https://news.example/${'x'.repeat(2027)}`],
    [`https://${'a.'.repeat(2000)}example/`, undefined],
  ])('%s', (referrer, kept) => {
    expect(readReferrer(referrer)?.url).toBe(kept);
  });

  it.each([
    ['https://WWW.News.Example:8443/a', 'news.example', false],
    ['https://news.example./', 'news.example', false],
    ['https://www.com/', 'www.com', false],
    ['https://www2.news.example/', 'www2.news.example', false],
    ['https://[::1]:3000/', '[::1]', false],
    ['android-app://com.Example.reader/x', 'com.example.reader', true],
  ])('for a while, the host: %s', (referrer, host, isApp) => {
    expect(readReferrer(referrer)).toMatchObject({ host, isApp });
  });

  it('and the site itself is told from others', () => {
    const isOwn = (referrer: string, siteHost: string, pageHost: string) => {
      const read = readReferrer(referrer);
      return read !== undefined && isInternal(read, siteHost, pageHost);
    };
    expect(isOwn('https://www.example.com/a', 'example.com', 'example.com')).toBe(true);
    expect(isOwn('https://example.com/a', 'example.com', 'www.example.com')).toBe(true);
    expect(isOwn('http://localhost:4000/a', 'example.com', 'localhost')).toBe(true);
    expect(isOwn('https://shop.example/', 'example.com', 'www.shop.example')).toBe(true);
    expect(isOwn('https://news.example/', 'example.com', 'example.com')).toBe(false);
    expect(isOwn('https://blog.example.com/', 'example.com', 'example.com')).toBe(false);
    expect(isOwn('android-app://example.com/', 'example.com', 'example.com')).toBe(false);
  });

  it('no error, whatever is sent', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary', maxLength: 600 }), fc.webUrl({ withQueryParameters: true })),
        (text) => {
          for (const referrer of [text, `https://${text}`, `android-app://${text}`]) {
            const read = readReferrer(referrer);
            expect(
              read === undefined || (read.url.length <= 2048 && read.host.length <= 253 && !/[?#]/.test(read.url)),
            ).toBe(true);
            // What is kept reads as itself.
            if (read && read.url.length < 2048) expect(readReferrer(read.url)).toEqual(read);
          }
        },
      ),
    );
  });
});

describe('of the languages a browser asks for, the first is', () => {
  it.each([
    [undefined, ''],
    ['', ''],
    ['de', 'de'],
    ['de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7', 'de-DE'],
    ['en-us', 'en-US'],
    ['DE-at', 'de-AT'],
    ['zh-hant-tw, zh;q=0.9', 'zh-Hant-TW'],
    ['es-419', 'es-419'],
    ['en;q=0.5, fr;q=0.9, de;q=0.9', 'fr'],
    ['en;q=0.5, fr', 'fr'],
    ['de;q=0, en;q=0.1', 'en'],
    ['de ; q=0.2 , en ; q = 0.3', 'en'],
    ['*', ''],
    ['*, de;q=0.5', 'de'],
    ['de-DE-u-co-phonebk', 'de-DE'],
    ['iw', 'he'],
    ['und', ''],
    ['deutsch', ''],
    ['d', ''],
    ['de_DE', ''],
    ['en;q=high, fr;q=0.1', 'fr'],
    ['en;q=2, fr;q=0.1', 'fr'],
    ['<script>, __proto__, constructor', ''],
    [','.repeat(4096), ''],
    [`${'x;q=1,'.repeat(700)}de`, ''],
    [`de${'-a'.repeat(2000)}`, ''],
  ])('%s: %s', (header, language) => {
    expect(readLanguage(header)).toBe(language);
  });

  it('a language or none, and read again the same, whatever is sent', () => {
    const tag = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom('de', 'en-GB', 'zh-Hant', 'q=', ';q=0.3', '*'),
    );
    fc.assert(
      fc.property(fc.array(tag, { maxLength: 40 }), (tags) => {
        const language = readLanguage(tags.join(','));
        expect(language).toMatch(/^([a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?)?$/);
        expect(readLanguage(language)).toBe(language);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a window', () => {
  it.each([
    [undefined, ''],
    [0, ''],
    [-1, ''],
    [Number.NaN, ''],
    [1, 'xs'],
    [390, 'xs'],
    [575, 'xs'],
    [576, 'sm'],
    [767, 'sm'],
    [768, 'md'],
    [1023, 'md'],
    [1024, 'lg'],
    [1439, 'lg'],
    [1440, 'xl'],
    [65_535, 'xl'],
  ])('of %s pixels is "%s"', (width, screen) => {
    expect(screenClass(width)).toBe(screen);
  });
});

describe('what is remembered', () => {
  it('is asked for once, forgotten when others were used since, and cut before it is asked for', () => {
    const asked: string[] = [];
    const answer = remember(2, 3, (key) => {
      asked.push(key);
      return { key };
    });
    expect(answer('one')).toBe(answer('one'));
    answer('two');
    answer('one');
    answer('three');
    expect(answer('thr')).toBe(answer('three and more'));
    expect(asked).toEqual(['one', 'two', 'thr']);
    answer('two');
    expect(asked).toEqual(['one', 'two', 'thr', 'two']);
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

  it('while none can be written who is here is told apart all the same, by the salt that is stored in the end', () => {
    const folder = join(temporaryFolder(), 'salts');
    const salts = openSalts(folder);
    rmSync(folder, { recursive: true });
    const salt = salts.forPresence('2026-11-21');
    expect(salt).toHaveLength(32);
    expect(salts.forPresence('2026-11-21')).toBe(salt);
    expect(() => salts.of('2026-11-21')).toThrow(/could not be stored/); // what is stored must not outlive its salt
    mkdirSync(folder);
    expect(salts.of('2026-11-21')).toBe(salt);
    expect(openSalts(folder).of('2026-11-21')).toEqual(salt);
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

it.each([
  ['an IPv4 address', '203.0.113.7', 'Mozilla/5.0 (X11; Linux x86_64)'],
  ['an IPv6 address', '2001:db8::1', 'Mozilla/5.0'],
  ['a user agent beyond Latin', '203.0.113.7', 'Брауза 📈'.repeat(20)],
  ['a user agent without end', '203.0.113.7', 'x'.repeat(8000)],
  ['no user agent', '203.0.113.7', ''],
])('a visitor’s id is the HMAC-SHA-256 that Node computes, cut to 64 bits: %s', (_what, address, agent) => {
  for (const salt of [randomBytes(32), randomBytes(32)]) {
    const network = networkOf(address);
    const input = `7;${network.length}:${network}${agent.length}:${agent}`;
    const expected = createHmac('sha256', salt).update(input).digest('hex').slice(0, 16);
    expect(visitorId(salt, 7, address, agent)).toBe(expected);
    expect(visitorId(salt, 7, address, agent)).toBe(expected);
  }
});

it('a host longer than DNS allows is cut', () => {
  expect(readPage(`https://${'a.'.repeat(126)}example/x`)).toMatchObject({ path: '/x' });
  for (const url of [
    `https://${'a.'.repeat(126)}example/`,
    `app://${'a'.repeat(3000)}/`,
    `https://${'ü'.repeat(240)}/`,
  ]) {
    if (URL.canParse(url)) expect(readPage(url).host.length).toBeLessThanOrEqual(253);
  }
});
