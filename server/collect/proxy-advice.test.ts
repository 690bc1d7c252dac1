import { describe, expect, it } from 'vitest';
import { readConfig } from '../config.ts';
import { createProxyAdvice, type ProxyEvidence } from './proxy-advice.ts';

const READERS = Array.from({ length: 40 }, (_, i) => `203.0.113.${i + 1}`);
const AGENTS = Array.from({ length: 20 }, (_, i) => `Mozilla/5.0 (browser ${i})`);
const MINUTE = 60_000;

/** A hit straight from a reader or proxy. */
const from = (peer: string, hasForwarded = false): ProxyEvidence => ({
  peer,
  address: peer,
  forwardedBy: hasForwarded ? 'list' : undefined,
  isPassedOn: false,
});
/** A hit whose sender a declared proxy names. */
const named = (peer: string, address: string, isPassedOn = false): ProxyEvidence => ({
  ...{ peer, address, isPassedOn },
  forwardedBy: 'list',
});
/** Passed on with X-Real-IP alone. */
const mute = (peer: string): ProxyEvidence => ({ ...from(peer), forwardedBy: 'other' });

/** The advice under `TRUST_PROXY=<setting>`, with a clock of its own: a hit every 100 ms. */
function watch(setting = '') {
  const { trustProxy } = readConfig({ TRUST_PROXY: setting });
  const proxy = createProxyAdvice({ trusted: trustProxy, setting });
  let now = 1000;
  let hits = 0;
  return {
    advice: () => proxy.advice(now),
    /** `count` hits, in turn of each of `evidence`, from as many browsers as are given. */
    see(count: number, evidence: readonly ProxyEvidence[], agents: readonly string[] = AGENTS, everyMs = 100) {
      for (let i = 0; i < count; i++, hits++) {
        now += everyMs;
        const one = evidence[i % evidence.length];
        if (one) proxy.note(one, agents[hits % agents.length] ?? '', now);
      }
    },
  };
}

const directReaders = READERS.map((reader) => from(reader));

describe('a forwarded header from a peer that is not declared', () => {
  it.each([
    ['127.0.0.1', 'TRUST_PROXY=loopback', '127.0.0.1'],
    ['::1', 'TRUST_PROXY=loopback', '::1'],
    ['172.18.0.2', 'TRUST_PROXY=private', '172.18.0.2'],
    ['::ffff:172.18.0.2', 'TRUST_PROXY=private', '172.18.0.2'],
    ['fe80::1%eth0', 'TRUST_PROXY=private', 'fe80::1'],
    ['fd00::7', 'TRUST_PROXY=private', 'fd00::7'],
    ['172.70.1.2', 'TRUST_PROXY=cloudflare', '172.70.1.2'],
    ['2606:4700::1', 'TRUST_PROXY=cloudflare', '2606:4700::1'],
  ])('%s: %s, after five hits, so that whoever sets it up sees it at once', (peer, setting, shown) => {
    const { see, advice } = watch();
    see(4, [from(peer, true)], ['one browser']);
    expect(advice()).toBeUndefined();
    see(1, [from(peer, true)], ['one browser']);
    expect(advice()).toEqual({ code: 'untrusted_forwarded', peer: shown, setting });
  });

  it('of many addresses in one range is one proxy: Cloudflare, or a row of pods', () => {
    const { see, advice } = watch();
    see(
      50,
      ['172.70.1.2', '162.158.9.9', '104.16.3.3'].map((edge) => from(edge, true)),
    );
    expect(advice()?.setting).toBe('TRUST_PROXY=cloudflare');
  });

  it('is said as an addition to what is declared already', () => {
    const { see, advice } = watch('loopback, 192.0.2.0/24');
    see(50, [from('10.0.0.9', true)]);
    expect(advice()?.setting).toBe('TRUST_PROXY=loopback,192.0.2.0/24,private');
  });

  it.each(['127.0.0.1', '172.18.0.2', '172.70.1.2', '198.51.100.7', '2001:db8::7', '169.254.1.1'])(
    'of %s: the line is one that the server takes, and with it all is quiet',
    (peer) => {
      const before = watch();
      before.see(2000, [from(peer, true)], AGENTS, 1000);
      const setting = before.advice()?.setting?.replace('TRUST_PROXY=', '') ?? '';
      expect(setting).not.toBe('');
      const after = watch(setting);
      const declared = READERS.map((address) => named(peer, address));
      after.see(2000, declared, AGENTS, 1000);
      expect(after.advice()).toBeUndefined();
    },
  );

  it('that one reader in ten forges says nothing', () => {
    const { see, advice } = watch();
    const forger = from('198.51.100.66', true);
    for (let i = 0; i < 200; i++) {
      see(9, directReaders);
      see(1, [forger]);
      expect(advice()).toBeUndefined();
    }
  });

  it('of a forger who drowns all readers says nothing, and does not show the forger’s address', () => {
    const { see, advice } = watch();
    see(500, directReaders);
    for (let minute = 0; minute < 60; minute++) {
      see(600, [from('198.51.100.66', true)]);
      expect(advice()).toBeUndefined();
      see(1, directReaders);
    }
  });

  it('from ever other addresses says nothing', () => {
    const { see, advice } = watch();
    see(
      5000,
      Array.from({ length: 250 }, (_, i) => from(`198.51.100.${i}`, true)),
      AGENTS,
      1000,
    );
    expect(advice()).toBeUndefined();
  });

  it('of a public peer counts once it was the only one for a quarter of an hour', () => {
    const { see, advice } = watch();
    see(140, [from('198.51.100.7', true)], AGENTS, 6000); // 14 minutes
    expect(advice()).toBeUndefined();
    see(20, [from('198.51.100.7', true)], AGENTS, 6000);
    expect(advice()).toEqual({
      code: 'untrusted_forwarded',
      peer: '198.51.100.7',
      setting: 'TRUST_PROXY=198.51.100.7/32',
    });
  });

  it('of a public peer with one browser says nothing, however long: it may be one reader behind a proxy of their own', () => {
    const { see, advice } = watch();
    see(1000, [from('198.51.100.7', true)], ['one browser'], MINUTE);
    expect(advice()).toBeUndefined();
  });

  it('is noticed of a proxy that was put in front later, and forgotten when readers come directly again', () => {
    const { see, advice } = watch();
    see(1000, directReaders);
    see(300, [from('10.0.0.9', true)]);
    expect(advice()?.code).toBe('untrusted_forwarded');
    see(300, directReaders);
    expect(advice()).toBeUndefined();
  });
});

describe('a header that is not read, such as X-Real-IP, without X-Forwarded-For', () => {
  it.each(['', 'loopback'])('is said after five hits, whether the proxy is declared or not (%j)', (setting) => {
    const { see, advice } = watch(setting);
    see(4, [mute('127.0.0.1')], ['one browser']);
    expect(advice()).toBeUndefined();
    see(1, [mute('127.0.0.1')], ['one browser']);
    expect(advice()).toEqual({ code: 'no_forwarded_for', peer: '127.0.0.1' });
  });

  it('of a forger among readers says nothing', () => {
    const { see, advice } = watch();
    for (let i = 0; i < 200; i++) {
      see(9, directReaders);
      see(1, [mute('198.51.100.66')]);
      expect(advice()).toBeUndefined();
    }
    see(600, [mute('198.51.100.66')]);
    expect(advice()).toBeUndefined();
  });

  it('is forgotten once the proxy sends what is read', () => {
    const { see, advice } = watch('loopback');
    see(50, [mute('127.0.0.1')]);
    const told = READERS.map((address) => named('127.0.0.1', address));
    see(300, told);
    expect(advice()).toBeUndefined();
  });
});

describe('nearly all hits from one address', () => {
  it('that is private is a proxy which says nothing of the readers', () => {
    const { see, advice } = watch();
    see(99, [from('172.18.0.1')]);
    expect(advice()).toBeUndefined();
    see(1, [from('172.18.0.1')]);
    expect(advice()).toEqual({ code: 'one_address', peer: '172.18.0.1', setting: 'TRUST_PROXY=private' });
  });

  it('behind a declared proxy, and passing on what others sent, is a second one, which is added to the line', () => {
    const { see, advice } = watch('loopback');
    see(500, [named('127.0.0.1', '10.0.0.9', true)]);
    expect(advice()).toEqual({ code: 'one_address', peer: '10.0.0.9', setting: 'TRUST_PROXY=loopback,private' });
  });

  it('that a declared proxy names, private and passing on nothing, may be an office: nothing is said', () => {
    const { see, advice } = watch('172.18.0.2');
    see(5000, [named('172.18.0.2', '10.0.0.1')]);
    expect(advice()).toBeUndefined();
  });

  it('of this very machine, named by a declared proxy, is a proxy: no readers share that', () => {
    const { see, advice } = watch('172.18.0.2');
    see(500, [named('172.18.0.2', '127.0.0.1')]);
    expect(advice()?.setting).toBe('TRUST_PROXY=172.18.0.2,loopback');
  });

  it('and connected itself may be an office, too: TRUST_PROXY=none says so, and is no part of the line for a real proxy', () => {
    for (const setting of ['none', 'loopback, none']) {
      const { see, advice } = watch(setting);
      see(5000, [from('10.0.0.1')]);
      expect(advice()).toBeUndefined();
      see(300, [from('10.0.0.1', true)]);
      expect(advice()?.setting).toBe(setting === 'none' ? 'TRUST_PROXY=private' : 'TRUST_PROXY=loopback,private');
    }
    const { see, advice } = watch(); // control
    see(5000, [from('10.0.0.1')]);
    expect(advice()?.code).toBe('one_address');
  });

  it('or from Cloudflare’s many, behind a declared proxy', () => {
    const { see, advice } = watch('private');
    const edges = Array.from({ length: 30 }, (_, i) => `172.70.1.${i}`);
    see(
      500,
      edges.map((address) => named('172.18.0.2', address)),
    );
    expect(advice()).toEqual({ code: 'one_address', peer: '172.70.1.19', setting: 'TRUST_PROXY=private,cloudflare' });
  });

  it('that is public and has been the only one for a quarter of an hour, with many browsers, is a proxy on another machine', () => {
    const { see, advice } = watch();
    see(140, [from('198.51.100.7')], AGENTS, 6000); // 14 minutes
    expect(advice()).toBeUndefined();
    see(20, [from('198.51.100.7')], AGENTS, 6000);
    const setting = 'TRUST_PROXY=198.51.100.7/32';
    expect(advice()).toEqual({ code: 'one_address', peer: '198.51.100.7', setting });
    see(300, directReaders, AGENTS, 6000);
    expect(advice()).toBeUndefined();
  });

  it('that is public, in IPv6 or within it, is named as what it is in the line', () => {
    for (const [peer, range] of [
      ['2001:db8::7', '2001:db8::7/128'],
      ['::ffff:198.51.100.7', '198.51.100.7/32'],
    ] as const) {
      const { see, advice } = watch('loopback');
      see(1000, [from(peer)], AGENTS, 6000);
      expect(advice()?.setting).toBe(`TRUST_PROXY=loopback,${range}`);
    }
  });

  it('that is public, with the line that was said, is quiet once the proxy sends X-Forwarded-For', () => {
    const { see, advice } = watch('198.51.100.7/32');
    see(1000, [from('198.51.100.7')], AGENTS, 6000);
    expect(advice()).toEqual({ code: 'declared_address', peer: '198.51.100.7' });
    const declared = READERS.map((address) => named('198.51.100.7', address));
    see(300, declared, AGENTS, 6000);
    expect(advice()).toBeUndefined();
  });

  it('that is public and has a household’s browsers says nothing, however long: its address is not shown', () => {
    const { see, advice } = watch();
    see(10_000, [from('203.0.113.5')], AGENTS.slice(0, 15), 6000);
    expect(advice()).toBeUndefined();
  });

  it('that is public may be an office: TRUST_PROXY=none says so', () => {
    const { see, advice } = watch('none');
    see(5000, [from('203.0.113.5')], AGENTS, 6000);
    expect(advice()).toBeUndefined();
  });

  it('that is public, of a flood which drowns all readers, says nothing: who obeyed would let it forge', () => {
    const { see, advice } = watch();
    for (let minute = 0; minute < 60; minute++) {
      see(600, [from('198.51.100.66')]);
      expect(advice()).toBeUndefined();
      see(1, directReaders);
    }
  });

  it('that is public and named by a declared proxy may be an office: nothing is said, unless it passes on what others sent', () => {
    const { see, advice } = watch('loopback');
    see(5000, [named('127.0.0.1', '203.0.113.5')], AGENTS, 6000);
    expect(advice()).toBeUndefined();
    see(1000, [named('127.0.0.1', '203.0.113.5', true)], AGENTS, 6000);
    expect(advice()?.setting).toBe('TRUST_PROXY=loopback,203.0.113.5/32');
  });

  it('says nothing of one author who tests, for months and with every browser in the house', () => {
    const { see, advice } = watch();
    for (let month = 0; month < 12; month++) {
      const browsers = ['Chrome', 'Firefox', 'Safari', 'phone'].map((name) => `${name} ${month}`);
      see(5000, [from('127.0.0.1')], browsers);
      expect(advice()).toBeUndefined();
    }
  });

  it('says nothing of a private network whose readers have an address each', () => {
    const { see, advice } = watch();
    see(
      2000,
      Array.from({ length: 40 }, (_, i) => from(`10.0.0.${i}`)),
    );
    expect(advice()).toBeUndefined();
  });

  it.each([
    ['connected itself', from('172.18.0.1')],
    ['named by another declared proxy', named('172.18.0.2', '172.18.0.1')],
  ])('that is in a declared range, %s, is a silent proxy, or the range is too wide', (_how, evidence) => {
    const { see, advice } = watch('private');
    see(99, [evidence]);
    expect(advice()).toBeUndefined();
    see(1, [evidence]);
    expect(advice()).toEqual({ code: 'declared_address', peer: '172.18.0.1' });
  });

  it('is quiet once the range was narrowed to the proxy itself', () => {
    const { see, advice } = watch('172.18.0.2/32');
    see(5000, [named('172.18.0.2', '172.18.0.1')]);
    expect(advice()).toBeUndefined();
  });

  it('is 19 of 20, no less', () => {
    const { see, advice } = watch();
    const other = from('203.0.113.5');
    see(2000, [...new Array(9).fill(from('172.18.0.1')), other]);
    expect(advice()).toBeUndefined();
    see(2000, [...new Array(99).fill(from('172.18.0.1')), other]);
    expect(advice()?.code).toBe('one_address');
  });
});

it('readers who come directly, and no hits at all, are nothing to say anything about', () => {
  const { see, advice } = watch();
  expect(advice()).toBeUndefined();
  see(5000, directReaders);
  expect(advice()).toBeUndefined();
});
