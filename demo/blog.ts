// The made-up blog: its posts, where its readers come from and what they read with. A weight says how often, in proportion
// to the others of its list. The host ends in .example, which belongs to nobody (RFC 2606).

export const HOST = 'lighthouse.example';

export interface Post {
  path: string;
  title: string;
  weight: number;
}

export interface Source {
  name: string;
  /** What a browser says of it: for a page of another site its origin and no more, the default of every browser. */
  referrer: string;
  /** What the link itself carries. */
  query: string;
  weight: number;
}

export interface Device {
  userAgent: string;
  /** Of the viewport, in CSS pixels. */
  width: number;
  weight: number;
}

export const posts: readonly Post[] = [
  { path: '/', title: 'Notes from the lighthouse', weight: 9 },
  { path: '/2026/the-night-the-lamp-went-out', title: 'The night the lamp went out', weight: 22 },
  { path: '/2026/fog-signals-explained', title: 'Fog signals, explained', weight: 15 },
  { path: '/2026/a-year-on-one-solar-panel', title: 'A year on one solar panel', weight: 13 },
  { path: '/2026/why-the-stairs-turn-left', title: 'Why the stairs turn left', weight: 9 },
  { path: '/2026/baking-bread-in-a-gale', title: 'Baking bread in a gale', weight: 7 },
  { path: '/2026/the-radio-log-of-1953', title: 'The radio log of 1953', weight: 6 },
  { path: '/2025/how-a-fresnel-lens-works', title: 'How a Fresnel lens works', weight: 12 },
  { path: '/2025/painting-the-tower', title: 'Painting the tower: four weeks on a rope', weight: 4 },
  { path: '/2025/letters-to-the-mainland', title: 'Letters to the mainland', weight: 3 },
  { path: '/2025/what-the-gulls-know', title: 'What the gulls know about the weather', weight: 3 },
  { path: '/2025/an-inventory-of-the-shed', title: 'An inventory of the shed', weight: 1 },
  { path: '/about', title: 'About the keeper', weight: 2 },
];

const source = (weight: number, name: string, referrer: string, query = ''): Source => ({
  weight,
  name,
  referrer,
  query,
});

export const sources: readonly Source[] = [
  source(27, 'nobody knows where', ''),
  source(25, 'Google', 'https://www.google.com/'),
  source(6, 'DuckDuckGo', 'https://duckduckgo.com/'),
  source(4, 'Bing', 'https://www.bing.com/'),
  source(8, 'Hacker News', 'https://news.ycombinator.com/'),
  source(7, 'Mastodon', 'https://mastodon.social/'),
  source(6, 'Reddit', 'https://www.reddit.com/'),
  source(
    6,
    'the newsletter',
    'https://mail.google.com/',
    '?utm_source=newsletter&utm_medium=email&utm_campaign=november',
  ),
  source(5, 'ChatGPT', 'https://chatgpt.com/', '?utm_source=chatgpt.com'),
  source(3, 'a Feedly reader', 'https://feedly.com/'),
  source(3, 'another keeper', 'https://harbour-notes.example/'),
];

/** What readers do besides reading, and the goal that the keeper has set for one of them. */
export const deeds = [
  { weight: 5, name: 'subscribe', properties: { place: 'foot of the page' } },
  { weight: 3, name: 'subscribe', properties: { place: 'sidebar' } },
  { weight: 6, name: 'outbound', properties: { url: 'https://tides.example/' } },
  { weight: 4, name: 'download', properties: { url: 'https://lighthouse.example/files/fog-signals.pdf' } },
];
export const goal = { name: 'Subscribed', event: 'subscribe' };

/** Where a link can bring many readers at once. */
export const crowdedSources = sources.filter(({ name }) => ['Hacker News', 'Mastodon', 'Reddit'].includes(name));

const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/155.0.0.0';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const IPAD = 'Mozilla/5.0 (iPad; CPU OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';

export const devices: readonly Device[] = [
  { weight: 20, width: 412, userAgent: `Mozilla/5.0 (Linux; Android 10; K) ${CHROME} Mobile Safari/537.36` },
  { weight: 8, width: 360, userAgent: `Mozilla/5.0 (Linux; Android 10; K) ${CHROME} Mobile Safari/537.36` },
  { weight: 20, width: 393, userAgent: `${IPHONE} Version/26.0 Mobile/15E148 Safari/604.1` },
  { weight: 3, width: 390, userAgent: `${IPHONE} CriOS/155.0.8020.61 Mobile/15E148 Safari/604.1` },
  { weight: 4, width: 820, userAgent: `${IPAD} Version/26.0 Mobile/15E148 Safari/604.1` },
  { weight: 14, width: 1536, userAgent: `${WINDOWS} ${CHROME} Safari/537.36` },
  { weight: 6, width: 1920, userAgent: `${WINDOWS} ${CHROME} Safari/537.36 Edg/155.0.0.0` },
  {
    weight: 6,
    width: 1903,
    userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:156.0) Gecko/20100101 Firefox/156.0',
  },
  { weight: 8, width: 1440, userAgent: `${MAC} ${CHROME} Safari/537.36` },
  { weight: 7, width: 1512, userAgent: `${MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15` },
  { weight: 4, width: 1280, userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:156.0) Gecko/20100101 Firefox/156.0' },
  { weight: 3, width: 1600, userAgent: `Mozilla/5.0 (X11; Linux x86_64) ${CHROME} Safari/537.36` },
];

export const timezones = [
  { weight: 24, name: 'Europe/Berlin' },
  { weight: 14, name: 'Europe/London' },
  { weight: 8, name: 'Europe/Paris' },
  { weight: 6, name: 'Europe/Oslo' },
  { weight: 16, name: 'America/New_York' },
  { weight: 10, name: 'America/Los_Angeles' },
  { weight: 5, name: 'America/Toronto' },
  { weight: 4, name: 'America/Sao_Paulo' },
  { weight: 6, name: 'Asia/Kolkata' },
  { weight: 4, name: 'Asia/Tokyo' },
  { weight: 3, name: 'Australia/Sydney' },
] as const;
