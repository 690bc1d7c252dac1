import { describe, expect, it } from 'vitest';
import { typedPath } from '../contract/browser.ts';
import { HereReply } from '../contract/here.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { badge } from './badge.ts';
import { createHere, LEAST_TOLD, MAX_REMEMBERED, REMEMBERED_MS } from './here.ts';

const SITE = { id: 1, host: 'example.com' };

function setUp(readers: number) {
  const clock = createFakeClock();
  const counted: (string | undefined)[] = [];
  const now = { readers };
  const here = createHere(clock, (_siteId, path) => {
    counted.push(path);
    return now.readers;
  });
  return { clock, counted, now, here };
}

describe('how many read now', () => {
  it.each([
    [3, '3 reading now'],
    [12, '12 reading now'],
    [1234, '1,234 reading now'],
  ])('%i of them are told', (readers, text) => {
    const { reply, json } = setUp(readers).here.of(SITE, '/post');
    expect(reply).toEqual({ site: 'example.com', path: '/post', readers, text });
    expect(HereReply.parse(JSON.parse(json))).toEqual(reply);
  });

  it.each([
    ['the site', undefined],
    ['a page', '/post'],
  ])('nobody, one and two on %s are the same bytes, as JSON and as a badge', (_what, path) => {
    const answers = [0, 1, 2].map((readers) => setUp(readers).here.of(SITE, path));
    expect(answers[0]?.reply).toMatchObject({ readers: null, text: 'a few reading now' });
    expect(new Set(answers.map(({ json }) => json)).size).toBe(1);
    expect(new Set(answers.map(({ reply }) => badge('x', reply.text))).size).toBe(1);
    const control = setUp(LEAST_TOLD).here.of(SITE, path);
    expect(control.json).not.toBe(answers[0]?.json);
  });
});

describe('a second', () => {
  it('of a thousand questions is one count, and the next second another', () => {
    const { here, clock, counted, now } = setUp(5);
    for (let i = 0; i < 1000; i += 1) here.of(SITE);
    expect(counted).toHaveLength(1);
    now.readers = 6;
    clock.advance(REMEMBERED_MS - 1);
    expect(here.of(SITE).reply.readers).toBe(5);
    clock.advance(1);
    for (let i = 0; i < 1000; i += 1) expect(here.of(SITE).reply.readers).toBe(6);
    expect(counted).toHaveLength(2);
  });

  it('remembers no page of which nothing is told, and no more pages than it may', () => {
    const { here, counted, now } = setUp(2);
    for (let i = 0; i < 10; i += 1) here.of(SITE, '/quiet');
    expect(counted).toHaveLength(10);
    now.readers = 3;
    for (let round = 0; round < 2; round += 1) for (let i = 0; i < MAX_REMEMBERED + 5; i += 1) here.of(SITE, `/${i}`);
    expect(counted).toHaveLength(10 + MAX_REMEMBERED + 2 * 5);
  });

  it('keeps sites and pages apart', () => {
    const clock = createFakeClock();
    const here = createHere(clock, (siteId, path) => siteId * 10 + (path === undefined ? 0 : path.length));
    const other = { id: 2, host: 'other.example' };
    const asked = [here.of(SITE), here.of(SITE, '/'), here.of(other), here.of(other, '/ab')];
    expect(asked.map(({ reply }) => reply.readers)).toEqual([10, 11, 20, 23]);
  });
});

it.each([
  ['/post', '/post'],
  ['/größe', '/gr%C3%B6%C3%9Fe'],
  ['/gr%C3%B6%C3%9Fe', '/gr%C3%B6%C3%9Fe'],
  ['/gr%c3%b6%c3%9Fe', '/gr%C3%B6%C3%9Fe'],
  ['/100%', '/100%'],
  ['/post?utm_source=x#top', '/post'],
  ['//other.example/x', '//other.example/x'],
  ['/a/../b', '/b'],
  ['/\ud800', '/%EF%BF%BD'],
])('the page %j is the collector’s %j', (typed, path) => {
  expect(typedPath(typed)).toBe(path);
});
