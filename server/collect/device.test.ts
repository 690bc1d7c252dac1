// What is read from user agents that are on the road, and from those that never were.
import fc from 'fast-check';
import { UAParser } from 'ua-parser-js';
import { describe, expect, it } from 'vitest';
import { createDeviceReader } from './device.ts';

const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0';

/** [what it is, user agent, kind, browser, system] */
const people: [string, string, string, string, string][] = [
  [
    'Chrome on Windows',
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36`,
    'desktop',
    'Chrome 126',
    'Windows 10',
  ],
  [
    'Edge',
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36 Edg/126.0.0.0`,
    'desktop',
    'Edge 126',
    'Windows 10',
  ],
  [
    'Firefox on Linux',
    'Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0',
    'desktop',
    'Firefox 127',
    'Linux',
  ],
  ['Safari on a Mac', `${MAC} Version/17.5 Safari/605.1.15`, 'desktop', 'Safari 17', 'macOS 10.15'],
  ['an iPad, which says it is a Mac', `${MAC} Version/17.4 Safari/605.1.15`, 'desktop', 'Safari 17', 'macOS 10.15'],
  [
    'an iPad that says so',
    'Mozilla/5.0 (iPad; CPU OS 12_5_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1.2 Mobile/15E148 Safari/604.1',
    'tablet',
    'Safari 12',
    'iOS 12.5',
  ],
  ['Safari on an iPhone', `${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`, 'mobile', 'Safari 17', 'iOS 17.5'],
  [
    'Chrome on an iPhone',
    `${IPHONE} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1`,
    'mobile',
    'Chrome 126',
    'iOS 17.5',
  ],
  ['Firefox on an iPhone', `${IPHONE} FxiOS/127.0 Mobile/15E148 Safari/605.1.15`, 'mobile', 'Firefox 127', 'iOS 17.5'],
  [
    'Chrome on Android',
    `Mozilla/5.0 (Linux; Android 10; K) ${CHROME} Mobile Safari/537.36`,
    'mobile',
    'Chrome 126',
    'Android 10',
  ],
  [
    'an Android tablet',
    `Mozilla/5.0 (Linux; Android 13; SM-X710) ${CHROME} Safari/537.36`,
    'tablet',
    'Chrome 126',
    'Android 13',
  ],
  [
    'Firefox on Android',
    'Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0',
    'mobile',
    'Firefox 127',
    'Android 14',
  ],
  [
    'Samsung’s browser',
    `Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36`,
    'mobile',
    'Samsung Internet 25',
    'Android 10',
  ],
  [
    'Opera',
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36 OPR/111.0.0.0`,
    'desktop',
    'Opera 111',
    'Windows 10',
  ],
  [
    'a Chromebook',
    `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${CHROME} Safari/537.36`,
    'desktop',
    'Chrome 126',
    'ChromeOS 14541.0',
  ],
  [
    'inside Instagram',
    `${IPHONE} Mobile/15E148 Instagram 336.0.0.17.92 (iPhone14,5; iOS 17_5_1; de_DE; de; scale=3.00; 1170x2532; 612345678)`,
    'mobile',
    'Instagram 336',
    'iOS 17.5',
  ],
  [
    'inside Facebook',
    `${IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/468.0.0.40.107;FBBV/609000000;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS;FBSV/17.5.1]`,
    'mobile',
    'Facebook 468',
    'iOS 17.5',
  ],
  [
    'a WebView',
    `Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/UD1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36`,
    'mobile',
    'Android WebView 126',
    'Android 14',
  ],
  [
    'a television',
    'Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/94.0.4606.128 Safari/537.36 WebAppManager',
    'tv',
    'Chrome 94',
    'webOS',
  ],
  [
    'a console',
    'Mozilla/5.0 (PlayStation; PlayStation 5/5.10) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0 Safari/605.1.15',
    'console',
    'Safari 13',
    'PlayStation 5',
  ],
  [
    'Internet Explorer',
    'Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko',
    'desktop',
    'Internet Explorer 11',
    'Windows 7',
  ],
  [
    'Windows of old',
    'Mozilla/5.0 (Windows NT 5.1; rv:52.0) Gecko/20100101 Firefox/52.0',
    'desktop',
    'Firefox 52',
    'Windows XP',
  ],
  ['nothing', '', 'other', '', ''],
];

const bots: [string, string][] = [
  ['Googlebot', 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'],
  ['GPTBot', 'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; GPTBot/1.2; +https://openai.com/gptbot'],
  [
    'ClaudeBot',
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.0; +claudebot@anthropic.com)',
  ],
  ['PerplexityBot', 'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; PerplexityBot/1.0)'],
  [
    'a browser without a screen',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0.0.0 Safari/537.36',
  ],
  ['curl', 'curl/8.5.0'],
  ['a single word', 'hello'],
  ['Python', 'python-requests/2.32.3'],
  ['Go', 'Go-http-client/2.0'],
  [
    'Lighthouse',
    'Mozilla/5.0 (Linux; Android 11; moto g power) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Mobile Safari/537.36 Chrome-Lighthouse',
  ],
];

const read = createDeviceReader();

describe('a person’s device:', () => {
  it.each(people)('%s', (_what, userAgent, kind, browser, os) => {
    const device = read(userAgent);
    const told = [`${device.browser} ${device.browserVersion}`.trim(), `${device.os} ${device.osVersion}`.trim()];
    expect([device.kind, ...told, device.isBot]).toEqual([kind, browser, os, false]);
  });
});

describe('no person:', () => {
  it.each(bots)('%s', (_what, userAgent) => {
    expect(read(userAgent).isBot).toBe(true);
  });
});

const hostile = fc.oneof(
  fc.string({ maxLength: 600 }),
  fc.string({ unit: 'binary', maxLength: 600 }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'a'.repeat(4096),
    'droid a; '.repeat(450),
    '\ud800',
    '𝒳'.repeat(2048),
    '('.repeat(4096),
  ),
  fc
    .array(fc.constantFrom(...people.flatMap(([, userAgent]) => userAgent.split(' '))), { maxLength: 60 })
    .map((words) => words.join(' ')),
);

describe('whatever is sent', () => {
  it('is read without an error, into something short, and the same the second time', () => {
    fc.assert(
      fc.property(hostile, (userAgent) => {
        const device = read(userAgent);
        expect(device.browser.length).toBeLessThanOrEqual(40);
        expect(device.os.length).toBeLessThanOrEqual(40);
        expect(device.browserVersion).toMatch(/^\d{0,6}$/);
        expect(device.osVersion).toMatch(/^[\w. ]{0,11}$/);
        expect(read(userAgent)).toEqual(device);
        expect(createDeviceReader()(userAgent)).toEqual(device);
      }),
      { numRuns: 300 },
    );
  });

  it('beyond 500 characters is not looked at', () => {
    const [, chrome = ''] = people[0] ?? [];
    expect(read(`${chrome.padEnd(500)}Googlebot`)).toEqual(read(chrome));
    expect(read(`${chrome.padEnd(491)}Googlebot`).isBot).toBe(true);
  });

  it.each([
    ['archos', `archos ${'1'.repeat(485)}`],
    ['naver', `naver(${'1.'.repeat(240)}`],
    ['naver, its bracket closed too early', `naver()${'1.'.repeat(240)}`],
  ])('made to keep the parser busy (%s) does not', (_what, userAgent) => {
    const leastMs = (task: (text: string) => unknown) =>
      Math.min(
        ...[1, 2, 3, 4].map((turn) => {
          const start = performance.now();
          task(`${userAgent}${turn}`);
          return performance.now() - start;
        }),
      );
    // The control: what the parser by itself makes of it.
    const alone = leastMs((text) => {
      const parser = new UAParser(text);
      return [parser.getBrowser(), parser.getOS(), parser.getDevice()];
    });
    expect(alone).toBeGreaterThan(5);
    expect(leastMs(read)).toBeLessThan(alone / 5);
  });

  it('by the honest browsers of those names is read', () => {
    expect(read(`${IPHONE} Mobile/15E148 NAVER(inapp; search; 1020; 11.9.1; 12PRO)`)).toMatchObject({
      browser: 'Naver',
    });
    const archos = `Mozilla/5.0 (Linux; Android 9; Archos Oxygen 101 4G) ${CHROME} Safari/537.36`;
    expect(read(archos)).toMatchObject({ kind: 'tablet', browser: 'Chrome', os: 'Android' });
  });
});
