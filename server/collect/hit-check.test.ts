// The hand-written check against the contract's schema: whatever is sent, both say the same.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Hit } from '../contract/hit.ts';
import { checkHit } from './hit-check.ts';

const text = (maxLength: number, minLength = 0) =>
  fc.string({
    unit: fc.constantFrom('a', 'Z', '/', '?', '.', ' ', 'é', '日', '😀'),
    minLength,
    maxLength: Math.min(maxLength / 2, 40),
  });
const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined });

const URLS = [
  'https://example.com/',
  'https://example.com',
  'http://localhost:8080/a?b#c',
  'https://EXAMPLE.com/ä',
  'https://xn--bcher-kva.example/',
  'https://bücher.example/日本',
  'http://192.0.2.1/',
  'http://[2001:db8::1]:8080/',
  'app://localhost/login',
  'file:///home/me/draft.html',
  'https://example.com/😀',
  'HTTPS://example.com/',
];
const NOT_URLS = [
  ...[
    '',
    '/',
    'example.com',
    '//example.com/',
    'https://',
    'http://',
    'https:///',
    'https://xn--a/',
    'http://1.2.3.4.5/',
  ],
  ...['http://example.com:99999/', 'https://a b/', 'https://a\u0000b/', 'https://example.com/\u0007', 'https://a%00/'],
  ...['javascript:alert(1)', 'data:text/html,x', 'about:blank', 'mailto:a@example.com', 'blob:https://example.com/1'],
  ...['app:///', 'app:login', 'x://', 'file:', 'https:example.com', 'https:\\\\example.com', ' https://example.com/'],
  ...[
    'https://user:secret@example.com/',
    'https://example.com\\@evil.example/',
    'http://0x7f.1/',
    'https://example.com/\ud800',
  ],
];

const common = {
  s: fc.constantFrom('example.com', 'localhost', 'x', '日本.example'),
  p: fc.constantFrom('0123456789abcdef', 'ffffffffffffffff'),
  u: fc.oneof(
    fc.constantFrom(...URLS),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    text(60).map((end) => `https://example.com/${end}`),
  ),
  b: optional(fc.constant(1)),
  v: optional(fc.integer({ min: 1, max: 1_000_000 })),
};
const count = fc.oneof(fc.integer({ min: 0, max: 0x7fffffff }), fc.constantFrom(0, 1, 0x7fffffff));
const depth = fc.integer({ min: 0, max: 100 });
const property = fc.oneof(text(200), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.boolean());

const validHit = fc.oneof(
  fc.record({
    ...common,
    k: fc.constant('view'),
    q: count,
    r: optional(text(100)),
    w: optional(fc.integer({ min: 0, max: 65_535 })),
    t: optional(text(256)),
    z: optional(text(64)),
  }),
  fc.record({
    ...common,
    k: fc.constant('beat'),
    r: optional(text(100)),
    a: optional(fc.constantFrom(0, 1)),
    e: optional(count),
    y: optional(depth),
  }),
  fc.record({ ...common, k: fc.constant('leave'), e: optional(count), y: optional(depth) }),
  fc.record({
    ...common,
    k: fc.constant('event'),
    q: count,
    n: text(120, 1),
    d: optional(fc.dictionary(text(60, 1), property, { maxKeys: 30 })),
  }),
);

const KEYS = ['k', 's', 'p', 'u', 'b', 'v', 'q', 'r', 'w', 't', 'z', 'a', 'e', 'y', 'n', 'd'];
const FOREIGN_KEYS = ['x', '', '0', 'ip', 'ua', 'at', 'K', 'toString', 'constructor', '__proto__', 'prototype'];

const properties = (length: number) => Object.fromEntries(Array.from({ length }, (_, i) => [`p${i}`, i]));

/** The ends of every range, and what belongs in no field. */
const ODD_VALUES: unknown[] = [
  ...[
    'view',
    'beat',
    'leave',
    'event',
    'View',
    'hit',
    '1',
    '0',
    'true',
    '0123456789abcdef',
    '0123456789ABCDEF',
    '0123456789abcde',
  ],
  ...[
    '0123456789abcdef0',
    '0123456789abcdef\n',
    '\u0000',
    'a\u001f',
    '\u007f',
    'a\u0080',
    '\u009f',
    '\u00a0',
    '\u2028',
    'a\u2029',
  ],
  ...['\ud800', '\udc00a', 'a\ud83d', '😀', '😀\ud83d', '\uffff', '\ufeff', '\t', '\n', ' ', 'é'],
  ...[64, 65, 120, 121, 253, 254, 256, 257, 300, 301, 2000, 2001, 4096, 4097].map((length) => 'x'.repeat(length)),
  ...[60, 61, 64, 65, 120, 121, 253, 254, 256, 257].map((pairs) => '😀'.repeat(pairs)),
  ...[4076, 4077].map((length) => `https://example.com/${'x'.repeat(length)}`),
  ...URLS,
  ...NOT_URLS,
  ...[-1, -0, 0, 1, 2, 0.5, 1.5, 100, 101, 100.5, 65_535, 65_536, 1_000_000, 1_000_001, 0x7fffffff, 0x80000000],
  ...[2 ** 53 - 1, 2 ** 53, 1e21, 1e-7, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ...[
    null,
    true,
    false,
    [],
    [1],
    ['view'],
    {},
    { a: 1 },
    { a: '' },
    { '': 1 },
    { a: null },
    { a: [] },
    { a: {} },
    { a: Number.POSITIVE_INFINITY },
  ],
  ...[{ a: 'x'.repeat(2000) }, { a: 'x'.repeat(2001) }, { ['x'.repeat(300)]: 1 }, { ['x'.repeat(301)]: 1 }],
  ...[{ 'a\u0000': 1 }, { a: '\u0000' }, { a: '\ud800' }, { '\ud800': 1 }, { '😀': '😀' }, { a: -0 }, { 5: 1, 1: 2 }],
  ...[
    { constructor: 1 },
    { prototype: 'x' },
    { toString: 1 },
    { hasOwnProperty: true },
    properties(30),
    properties(31),
  ],
  ...['{"__proto__":1}', '{"__proto__":{"a":1},"b":2}', '{"constructor":{"prototype":{}}}'].map((json) =>
    JSON.parse(json),
  ),
];

type Body = { [key: string]: unknown };

/** As JSON.parse would leave it: no undefined, and `__proto__` is a key like any other. */
function put(body: Body, key: string, value: unknown): void {
  Object.defineProperty(body, key, { value, enumerable: true, configurable: true, writable: true });
}

const mutation = fc.oneof(
  fc.constantFrom(...KEYS).map((key) => (body: Body) => void delete body[key]),
  fc
    .tuple(
      fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...KEYS) }, fc.constantFrom(...FOREIGN_KEYS)),
      fc.constantFrom(...ODD_VALUES),
    )
    .map(
      ([key, value]) =>
        (body: Body) =>
          put(body, key, value),
    ),
  fc.tuple(fc.constantFrom(...KEYS), fc.jsonValue()).map(
    ([key, value]) =>
      (body: Body) =>
        put(body, key, value),
  ),
  fc.tuple(fc.constantFrom('s', 'u', 'r', 't', 'n', 'z'), fc.string({ unit: 'binary' })).map(
    ([key, value]) =>
      (body: Body) =>
        put(body, key, value),
  ),
);

const clean = (hit: object): Body => Object.fromEntries(Object.entries(hit).filter(([, value]) => value !== undefined));
const hasProtoKey = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__');

/** Compares both; returns whether the hit was accepted. */
function compare(body: unknown): boolean {
  const judged = Hit.safeParse(body);
  const checked = checkHit(body);
  if (checked === undefined) {
    // The one thing the schema overlooks instead of refusing, and body.ts refuses before either is asked.
    const overlooked = hasProtoKey((body as Body | null)?.d);
    expect(judged.success && !overlooked).toBe(false);
    return false;
  }
  expect(judged.success).toBe(true);
  expect(checked).toBe(body);
  expect(judged.data).toEqual(checked);
  return true;
}

describe('the check of a hit says what the contract says', () => {
  it('of every hit that is one', () => {
    fc.assert(
      fc.property(validHit, (hit) => {
        expect(compare(clean(hit))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('of hits in which up to three things were changed', () => {
    const verdicts = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(validHit, fc.array(mutation, { minLength: 1, maxLength: 3 }), (hit, mutations) => {
        const body = clean(hit);
        for (const mutate of mutations) mutate(body);
        verdicts[compare(body) ? 'accepted' : 'refused'] += 1;
      }),
      { numRuns: 6000 },
    );
    // Control: it is worth comparing only if both happen often.
    expect(verdicts.accepted).toBeGreaterThan(300);
    expect(verdicts.refused).toBeGreaterThan(300);
  });

  it('of every odd value in every field of every kind', () => {
    const base = { s: 'example.com', p: '0123456789abcdef', u: 'https://example.com/' };
    const bases: Body[] = [
      { ...base, k: 'view', q: 0 },
      { ...base, k: 'beat' },
      { ...base, k: 'leave' },
      { ...base, k: 'event', q: 0, n: 'x' },
    ];
    for (const whole of bases) {
      expect(compare(whole)).toBe(true);
      for (const key of [...KEYS, ...FOREIGN_KEYS]) {
        for (const value of ODD_VALUES) {
          const body = { ...whole };
          put(body, key, value);
          compare(body);
        }
        const { [key]: _, ...less } = whole;
        compare(less);
      }
    }
  });

  it('of what is no object at all', () => {
    for (const body of [...ODD_VALUES, undefined]) expect(compare(body)).toBe(false);
    fc.assert(fc.property(fc.jsonValue(), (body) => void compare(body)));
  });
});
