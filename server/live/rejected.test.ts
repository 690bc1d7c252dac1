import { describe, expect, it } from 'vitest';
import { RejectedReply } from '../contract/browser.ts';
import { createRejected, type RejectedHit } from './rejected.ts';

const aRejectedHit = (over: Partial<RejectedHit> = {}): RejectedHit => ({
  ...{ t: 1, kind: 'view', reason: 'bot', detail: '', host: 'example.com', path: '/', referrer: '' },
  ...over,
});

describe('rejected hits', () => {
  it('of a site without any are none', () => {
    const rejected = createRejected(1000);
    expect(rejected.of(1)).toEqual({ total: 0, since: 1000, counts: [], last: [] });
    expect(rejected.total(1)).toBe(0);
  });

  it('are counted by reason, most first, and listed newest first', () => {
    const rejected = createRejected(1000);
    const hits = (['spam', 'bot', 'host', 'bot'] as const).map((reason, t) =>
      aRejectedHit({ t, reason, path: `/${t}` }),
    );
    for (const hit of hits) rejected.note(1, hit);
    expect(rejected.of(1)).toEqual({
      total: 4,
      since: 1000,
      counts: [
        ['bot', 2],
        ['host', 1],
        ['spam', 1],
      ],
      last: [...hits].reverse(),
    });
    expect(rejected.total(1)).toBe(4);
    expect(RejectedReply.safeParse(rejected.of(1)).success).toBe(true);
  });

  it.each([199, 200, 201, 399, 400, 1234])(
    'of %d the last 200 are kept, newest first, and all are counted',
    (count) => {
      const rejected = createRejected(0);
      for (let t = 1; t <= count; t++) rejected.note(1, aRejectedHit({ t }));
      const { total, counts, last } = rejected.of(1);
      expect([total, counts]).toEqual([count, [['bot', count]]]);
      const kept = Math.min(count, 200);
      expect(last.map(({ t }) => t)).toEqual(Array.from({ length: kept }, (_, i) => count - i));
    },
  );

  it('of one site are not another’s', () => {
    const rejected = createRejected(0);
    rejected.note(1, aRejectedHit());
    rejected.note(2, aRejectedHit({ reason: 'spam' }));
    expect(rejected.of(1).total).toBe(1);
    expect(rejected.of(3).total).toBe(0);
    expect(rejected.of(2).counts).toEqual([['spam', 1]]);
  });

  it('are bounded in length, and nothing is kept of them but what is listed', () => {
    const rejected = createRejected(0);
    const long = 'ä'.repeat(5000);
    const sender = { address: '203.0.113.77', userAgent: 'canary' };
    rejected.note(1, {
      ...sender,
      t: 1,
      reason: 'malformed',
      kind: long,
      detail: long,
      host: long,
      path: long,
      referrer: long,
    });
    const [hit] = rejected.of(1).last;
    expect(Object.fromEntries(Object.entries(hit ?? {}).map(([key, value]) => [key, `${value}`.length]))).toEqual({
      ...{ t: 1, kind: 20, reason: 9, detail: 200, host: 253, path: 500, referrer: 500 },
    });
  });

  it('that were listed do not change when more come', () => {
    const rejected = createRejected(0);
    rejected.note(1, aRejectedHit());
    const before = rejected.of(1);
    rejected.note(1, aRejectedHit({ t: 2 }));
    expect([before.total, before.last.length, before.counts]).toEqual([1, 1, [['bot', 1]]]);
  });
});
