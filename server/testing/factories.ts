// Valid messages and rows to begin from; a test says only what matters to it.
import { randomBytes } from 'node:crypto';
import type { Beat, Event, Leave, View } from '../contract/hit.ts';
import type { HitRow } from '../store/hit-row.ts';

/** A fresh page instance. */
export const newPage = () => randomBytes(8).toString('hex');

export const aView = (over: Partial<View> = {}): View => ({
  k: 'view',
  s: 'example.com',
  p: newPage(),
  q: 0,
  u: 'https://example.com/post',
  ...over,
});

export const aEvent = (over: Partial<Event> = {}): Event => ({
  k: 'event',
  s: 'example.com',
  p: newPage(),
  q: 0,
  u: 'https://example.com/post',
  n: 'Signup',
  ...over,
});

export const aBeat = (over: Partial<Beat> = {}): Beat => ({
  k: 'beat',
  s: 'example.com',
  p: newPage(),
  u: 'https://example.com/post',
  ...over,
});

export const aLeave = (over: Partial<Leave> = {}): Leave => ({
  k: 'leave',
  s: 'example.com',
  p: newPage(),
  u: 'https://example.com/post',
  ...over,
});

export const aRow = (over: Partial<HitRow> = {}): HitRow => ({
  siteId: 1,
  at: Date.UTC(2026, 10, 21, 12),
  kind: 'view',
  pageInstance: newPage(),
  seq: 0,
  visitor: undefined,
  host: 'example.com',
  path: '/post',
  referrer: undefined,
  campaign: {},
  source: '',
  channel: 'direct',
  device: 'desktop',
  browser: 'Firefox',
  browserVersion: '140',
  os: 'Linux',
  osVersion: '',
  country: 'DE',
  region: '',
  city: '',
  language: 'de',
  screen: 'lg',
  ...over,
});
