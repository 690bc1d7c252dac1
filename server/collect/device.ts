// What a user agent says of the device, the browser and the system; the user agent itself goes no further. The names are
// ours, so that another parser can take this one's place. Knows what browsers freeze: Windows 11 says 10, macOS 10.15,
// Android 10, and an iPad says it is a Mac.
import { isBot } from 'isbot';
import { UAParser } from 'ua-parser-js';
import { remember } from './memo.ts';

/** Answers are shared between hits. */
export interface Device {
  readonly kind: 'desktop' | 'mobile' | 'tablet' | 'tv' | 'console' | 'wearable' | 'other';
  /** '' when unknown, at most 40 characters; so is `os`. */
  readonly browser: string;
  /** The major version, such as `126`; '' when unknown. */
  readonly browserVersion: string;
  readonly os: string;
  /** Major and minor version such as `17.5`, or a name such as `XP`; '' when unknown. At most 11 characters. */
  readonly osVersion: string;
  /** A crawler, a library or a browser without a screen, by its own account. */
  readonly isBot: boolean;
}

export type DeviceReader = (userAgent: string) => Device;

/** What says more is padding or an attack: the longest real user agents (in-app browsers) have about 400. */
const MAX_USER_AGENT = 500;
const MAX_REMEMBERED = 5000;
const MAX_NAME = 40;

const KINDS = new Map<string, Device['kind']>([
  ['mobile', 'mobile'],
  ['tablet', 'tablet'],
  ['smarttv', 'tv'],
  ['console', 'console'],
  ['wearable', 'wearable'],
]);

/** The parser's name, lower case → ours. Others stay as they are. */
const BROWSERS = new Map(
  Object.entries({
    'chrome headless': 'Chrome',
    'mobile chrome': 'Chrome',
    chrome: 'Chrome',
    'mobile safari': 'Safari',
    mobilesafari: 'Safari',
    safari: 'Safari',
    'mobile firefox': 'Firefox',
    firefox: 'Firefox',
    fennec: 'Firefox',
    'chrome webview': 'Android WebView',
    webkit: 'WebKit',
    'opera mobi': 'Opera',
    'opera mobile': 'Opera',
    'opera tablet': 'Opera',
    'opera mini': 'Opera Mini',
    opera: 'Opera',
    iemobile: 'Internet Explorer',
    ie: 'Internet Explorer',
    gsa: 'Google App',
    line: 'LINE',
    naver: 'Naver',
    kakaotalk: 'KakaoTalk',
    ucbrowser: 'UC Browser',
    qqbrowser: 'QQ Browser',
    duckduckgo: 'DuckDuckGo',
    heytap: 'HeyTap Browser',
    '360': '360 Browser',
  }),
);

const SYSTEMS = new Map(
  Object.entries({
    'mac os': 'macOS',
    'chromium os': 'ChromeOS',
    'android-x86': 'Android',
    'android x86': 'Android',
    android: 'Android',
    ios: 'iOS',
    windows: 'Windows',
    'windows phone os': 'Windows Phone',
    linux: 'Linux',
    gnu: 'Linux',
    tizen: 'Tizen',
    webos: 'webOS',
  }),
);

/** Systems of pocket devices, for user agents that do not name the device. */
const POCKET = new Set(['iOS', 'Android', 'Windows Phone', 'KaiOS', 'BlackBerry', 'HarmonyOS', 'OpenHarmony']);

/** The parser repeats some names as they were written (`cHROME`): ours are used whatever the case. */
function nameFrom(ours: ReadonlyMap<string, string>, theirs: string | undefined): string {
  if (!theirs) return '';
  return ours.get(theirs.toLowerCase()) ?? theirs.slice(0, MAX_NAME).trim();
}

function majorOf(version: string | undefined): string {
  return /^\d{1,6}/.exec(version ?? '')?.[0] ?? '';
}

/** Patch levels tell people apart and nobody asks for them. Only Windows had names for versions. */
function shortOf(version: string | undefined): string {
  return /^(?:\d{1,5}(?:\.\d{1,5})?|ME|XP|Vista|RT|NT [34])/.exec(version ?? '')?.[0] ?? '';
}

function kindOf(type: string | undefined, os: string): Device['kind'] {
  if (type !== undefined) return KINDS.get(type) ?? 'other';
  if (os === '') return 'other';
  return POCKET.has(os) ? 'mobile' : 'desktop';
}

const UNKNOWN: Device = { kind: 'other', browser: '', browserVersion: '', os: '', osVersion: '', isBot: false };

/**
 * Two of the parser's expressions take cubic time on text made for it: 70 ms for `archos 111…`, 14 ms for `naver(1.1.1…`
 * (ua-parser-js 1.0.41, 500 characters, measured 2026-11-21); the slowest of the others takes half a millisecond. So
 * nothing may follow Naver's last bracket, and Archos's model has to end. Undefined for what is not worth a parser.
 */
function harmless(userAgent: string): string | undefined {
  if (/archos[\w ]{80}/i.test(userAgent)) return undefined;
  return /naver\(/i.test(userAgent) ? userAgent.slice(0, userAgent.lastIndexOf(')') + 1) : userAgent;
}

function parse(userAgent: string): Device {
  try {
    const parsed = harmless(userAgent);
    if (parsed === undefined) return { ...UNKNOWN, isBot: isBot(userAgent) };
    const parser = new UAParser(parsed);
    const browser = parser.getBrowser();
    const system = parser.getOS();
    const os = nameFrom(SYSTEMS, system.name);
    return {
      kind: kindOf(parser.getDevice().type, os),
      browser: nameFrom(BROWSERS, browser.name),
      browserVersion: majorOf(browser.version),
      os,
      osVersion: shortOf(system.version),
      isBot: isBot(userAgent),
    };
  } catch {
    // A fact less, never a hit less.
    return UNKNOWN;
  }
}

/**
 * Reads a user agent; what it does not know is ''. Never throws. An empty one is an unknown device and no bot (isbot's own
 * rule): tools that blank it for privacy are people. Only the first 500 characters are looked at, the 5,000 user agents
 * seen last are remembered, in memory only.
 */
export function createDeviceReader(): DeviceReader {
  return remember(MAX_REMEMBERED, MAX_USER_AGENT, parse);
}
