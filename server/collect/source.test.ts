// Who sent a visitor and how, as tables: what the browser said, and what the dashboard shows.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CAMPAIGN_PARAMETERS } from '../store/hit-row.ts';
import { APPS, HOSTS, NICKNAMES } from './known-sources.ts';
import { readPage } from './page-url.ts';
import { readReferrer } from './referrer.ts';
import { readSource } from './source.ts';

/** A visitor of example.com who came from `referrer` to a page with this query. */
function comingFrom(referrer: string, query = '', siteHost = 'example.com'): string {
  const { campaign, clickId, host: pageHost } = readPage(`https://www.${siteHost}/post${query}`);
  const { source, channel } = readSource({ referrer: readReferrer(referrer), campaign, clickId, siteHost, pageHost });
  return `${channel}: ${source}`;
}

describe('by the referrer:', () => {
  it.each([
    ['', 'direct: '],
    ['no URL', 'direct: '],
    ['about:blank', 'direct: '],
    ['https://example.com/other', 'internal: '],
    ['https://www.example.com/', 'internal: '],
    ['https://www.google.com/', 'search: Google'],
    ['https://www.google.de/', 'search: Google'],
    ['https://www.google.co.uk/search', 'search: Google'],
    ['https://google.com.br/', 'search: Google'],
    ['https://images.google.fr/', 'search: Google'],
    ['https://news.google.com/', 'search: Google News'],
    ['https://www.bing.com/', 'search: Bing'],
    ['https://duckduckgo.com/', 'search: DuckDuckGo'],
    ['https://html.duckduckgo.com/', 'search: DuckDuckGo'],
    ['https://search.yahoo.com/', 'search: Yahoo'],
    ['https://de.search.yahoo.com/', 'search: Yahoo'],
    ['https://yandex.com.tr/', 'search: Yandex'],
    ['https://www.ecosia.org/', 'search: Ecosia'],
    ['https://search.brave.com/', 'search: Brave'],
    ['https://kagi.com/', 'search: Kagi'],
    ['https://www.qwant.com/', 'search: Qwant'],
    ['https://www.startpage.com/', 'search: Startpage'],
    ['https://www.baidu.com/link', 'search: Baidu'],
    ['https://m.search.naver.com/', 'search: Naver'],
    ['https://chatgpt.com/', 'ai: ChatGPT'],
    ['https://chat.openai.com/', 'ai: ChatGPT'],
    ['https://claude.ai/', 'ai: Claude'],
    ['https://www.perplexity.ai/', 'ai: Perplexity'],
    ['https://gemini.google.com/', 'ai: Gemini'],
    ['https://copilot.microsoft.com/', 'ai: Copilot'],
    ['https://chat.deepseek.com/', 'ai: DeepSeek'],
    ['https://chat.mistral.ai/', 'ai: Mistral'],
    ['https://t.co/abc', 'social: X'],
    ['https://l.facebook.com/', 'social: Facebook'],
    ['https://m.facebook.com/', 'social: Facebook'],
    ['https://l.instagram.com/', 'social: Instagram'],
    ['https://lnkd.in/x', 'social: LinkedIn'],
    ['https://old.reddit.com/r/selfhosted/', 'social: Reddit'],
    ['https://out.reddit.com/', 'social: Reddit'],
    ['https://news.ycombinator.com/item?id=1', 'social: Hacker News'],
    ['https://lobste.rs/s/abc', 'social: Lobsters'],
    ['https://bsky.app/', 'social: Bluesky'],
    ['https://go.bsky.app/', 'social: Bluesky'],
    ['https://www.threads.com/', 'social: Threads'],
    ['https://mastodon.social/@x', 'social: Mastodon'],
    ['https://fosstodon.org/', 'social: Mastodon'],
    ['https://www.youtube.com/', 'social: YouTube'],
    ['https://mail.google.com/', 'email: Gmail'],
    ['https://outlook.live.com/', 'email: Outlook'],
    ['https://eur02.safelinks.protection.outlook.com/', 'email: Outlook Safe Links'],
    ['https://mail.yahoo.com/', 'email: Yahoo Mail'],
    ['https://mail.proton.me/', 'email: Proton Mail'],
    ['https://googleads.g.doubleclick.net/', 'paid: Google Ads'],
    ['https://docs.google.com/', 'other: Google Docs'],
    ['https://github.com/someone/something', 'other: GitHub'],
    ['android-app://com.google.android.gm/', 'email: Gmail'],
    ['android-app://com.google.android.googlequicksearchbox/', 'search: Google'],
    ['android-app://org.telegram.messenger', 'social: Telegram'],
    ['android-app://org.telegram.messenger.web/', 'social: Telegram'],
    ['android-app://com.slack/', 'social: Slack'],
    ['android-app://com.example.reader/', 'other: com.example.reader'],
    ['ios-app://com.example.Reader/', 'other: com.example.reader'],
    ['https://blog.news.co.uk/a', 'other: news.co.uk'],
    ['https://NEWS.Example.org:8443/', 'other: example.org'],
    ['https://www.example.org./', 'other: example.org'],
    ['https://someone.github.io/', 'other: someone.github.io'],
    ['https://192.0.2.7/', 'other: 192.0.2.7'],
    ['http://[2001:db8::1]:3000/', 'other: [2001:db8::1]'],
    ['http://localhost:3000/', 'other: localhost'],
    ['http://intranet/', 'other: intranet'],
    ['https://bücher.example/', 'other: xn--bcher-kva.example'],
  ])('%s → %s', (referrer, told) => {
    expect(comingFrom(referrer)).toBe(told);
  });

  it('a brand’s name under an ending where anyone may sit is not the brand', () => {
    expect(comingFrom('https://google.github.io/')).toBe('other: google.github.io');
    expect(comingFrom('https://google.evil.example/')).toBe('other: evil.example');
    expect(comingFrom('https://www.google.shop/')).toBe('other: google.shop');
    expect(comingFrom('https://notgoogle.com/')).toBe('other: notgoogle.com');
    expect(comingFrom('https://com.google.android.gm/')).toBe('other: android.gm');
  });

  it('a neighbour on the site’s own domain is told by its whole name', () => {
    expect(comingFrom('https://blog.example.com/')).toBe('other: blog.example.com');
    expect(comingFrom('https://blog.example.com/', '', 'shop.example.com')).toBe('other: blog.example.com');
    expect(comingFrom('https://example.com/', '', 'shop.example.com')).toBe('other: example.com');
    expect(comingFrom('https://blog.example.com/', '', 'myexample.com')).toBe('other: example.com');
  });
});

describe('by campaign parameters and click ids:', () => {
  it.each([
    ['?utm_source=google&utm_medium=cpc', '', 'paid: Google'],
    ['?utm_source=Google&utm_medium=CPC&utm_campaign=x', '', 'paid: Google'],
    ['?utm_source=facebook&utm_medium=paid_social', '', 'paid: Facebook'],
    ['?utm_source=ig&utm_medium=social-paid', '', 'paid: Instagram'],
    ['?utm_source=partner&utm_medium=display', '', 'paid: partner'],
    ['?gclid=abc', '', 'paid: Google'],
    ['?gclid=abc', 'https://www.google.com/', 'paid: Google'],
    ['?gclid=abc', 'https://www.youtube.com/', 'paid: YouTube'],
    ['?gbraid=abc', '', 'paid: Google'],
    ['?a=1&wbraid=abc', '', 'paid: Google'],
    ['?msclkid=abc', 'https://duckduckgo.com/', 'paid: DuckDuckGo'],
    ['?msclkid=abc', '', 'paid: Bing'],
    ['?ttclid=abc', '', 'paid: TikTok'],
    ['?twclid=abc', 'https://t.co/x', 'paid: X'],
    ['?li_fat_id=abc', '', 'paid: LinkedIn'],
    ['?yclid=1', '', 'paid: Yandex'],
    ['?dclid=abc', '', 'paid: Google Ads'],
    ['?fbclid=abc&gclid=abc', '', 'paid: Google'],
    ['?gclid', '', 'paid: Google'],
    ['?fbclid=abc', '', 'social: Facebook'],
    ['?fbclid=abc', 'https://l.instagram.com/', 'social: Instagram'],
    ['?fbclid=abc', 'https://news.example.org/', 'other: example.org'],
    ['?fbclid=abc', 'https://example.com/', 'internal: '],
    ['?fbclid=abc&utm_source=fb&utm_medium=paid', '', 'paid: Facebook'],
    ['?utm_source=letter&utm_medium=email', '', 'email: letter'],
    ['?utm_source=letter&utm_medium=E-Mail', 'https://mail.google.com/', 'email: letter'],
    ['?utm_medium=newsletter', 'https://mail.google.com/', 'email: Gmail'],
    ['?utm_source=newsletter', '', 'email: newsletter'],
    ['?mc_eid=abc', '', 'email: Mailchimp'],
    ['?utm_source=hn&utm_medium=social', '', 'social: Hacker News'],
    ['?utm_source=somewhere&utm_medium=Social%20Media', '', 'social: somewhere'],
    ['?utm_source=chatgpt.com', '', 'ai: ChatGPT'],
    ['?utm_source=chatgpt.com', 'https://chatgpt.com/', 'ai: ChatGPT'],
    ['?utm_source=openai', '', 'ai: ChatGPT'],
    ['?utm_source=perplexity&utm_medium=referral', '', 'ai: Perplexity'],
    ['?utm_source=www.linkedin.com', '', 'social: LinkedIn'],
    ['?utm_source=google.de&utm_medium=organic', '', 'search: Google'],
    ['?utm_source=twitter&utm_campaign=launch', '', 'campaign: X'],
    ['?utm_source=poster&utm_medium=print', '', 'campaign: poster'],
    ['?utm_source=prepaid&utm_medium=unpaid', '', 'campaign: prepaid'],
    ['?utm_source=email&utm_medium=print', '', 'campaign: email'],
    ['?utm_source=Poster+%26+Flyer', '', 'campaign: Poster & Flyer'],
    ['?utm_source=partner.example', '', 'campaign: partner.example'],
    ['?utm_campaign=june', '', 'campaign: '],
    ['?utm_campaign=june', 'https://t.co/x', 'campaign: X'],
    ['?utm_campaign=june', 'https://example.com/', 'campaign: '],
    ['?utm_source=constructor', '', 'campaign: constructor'],
    ['?utm_source=__proto__&utm_medium=__proto__', '', 'campaign: __proto__'],
    ['?constructor=1&__proto__=2&toString=3', '', 'direct: '],
    ['?utm_source=', 'https://t.co/x', 'social: X'],
    ['?ref=newsletter&id=7', '', 'direct: '],
    ['#utm_source=letter', '', 'direct: '],
  ])('%s from "%s" → %s', (query, referrer, told) => {
    expect(comingFrom(referrer, query)).toBe(told);
  });
});

describe('the tables', () => {
  const entries = [HOSTS, APPS].flatMap((table) => Object.values(table).map((sources) => Object.entries(sources)));
  const keys = entries.flat().flatMap(([source, list]) => list.split(' ').map((key) => [key, source] as const));

  it('know more than 250 hosts and apps, each written as it will be looked up, and none twice', () => {
    expect(keys.length).toBeGreaterThan(250);
    expect(keys.filter(([key]) => !/^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/.test(key) || key.startsWith('www.'))).toEqual([]);
    expect(keys.filter(([key], at) => keys.findIndex(([other]) => other === key) !== at)).toEqual([]);
  });

  it('give every nickname a sender that is in them', () => {
    const names = new Set(keys.map(([, source]) => source));
    expect(Object.values(NICKNAMES).filter((source) => !names.has(source))).toEqual([]);
  });

  it('and every host in them is found', () => {
    const hosts = Object.values(HOSTS).flatMap((sources) => Object.entries(sources));
    const wrong = hosts.flatMap(([source, list]) =>
      list.split(' ').filter((host) => !comingFrom(`https://${host}/`).endsWith(`: ${source}`)),
    );
    expect(wrong).toEqual([]);
  });
});

it('whatever is sent, the source is short, the channel one of nine, and the answer the same twice', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.constantFrom(
      '__proto__',
      'constructor',
      '%',
      '%00',
      '&',
      '=',
      '+',
      '%F0%9F',
      'google.',
      '.com',
      'a.'.repeat(2000),
      'paid',
      '\u2028',
    ),
    fc.webUrl(),
    fc.domain(),
  );
  const query = fc.array(fc.tuple(fc.oneof(fc.constantFrom(...CAMPAIGN_PARAMETERS, 'gclid', 'fbclid'), piece), piece), {
    maxLength: 8,
  });
  const referrer = fc
    .tuple(fc.constantFrom('https://', 'http://', 'android-app://', 'ios-app://', ''), piece)
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(referrer, query, (from, parameters) => {
      const url = `?${parameters.map((pair) => pair.join('=')).join('&')}`.replaceAll('#', '');
      const told = comingFrom(from, url);
      expect(told).toMatch(/^(direct|search|social|ai|email|paid|campaign|internal|other): /);
      expect(told.length).toBeLessThanOrEqual(253 + 'campaign: '.length);
      expect(told).not.toMatch(/[\p{Cc}\u2028]/u);
      expect(comingFrom(from, url)).toBe(told);
    }),
    { numRuns: 1000 },
  );
});
