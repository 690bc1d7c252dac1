// One address, many ways to write it: the table of what is the same, and of what only looks like it.
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAddressRanges } from './address-ranges.ts';
import { visitorId } from './collect/visitor-id.ts';
import { networkOf, normalAddress } from './ip-address.ts';

const WRITINGS = [
  '10.9.9.9',
  '::ffff:10.9.9.9',
  '::FFFF:10.9.9.9',
  '::ffff:a09:909',
  '::ffff:0a09:0909',
  '::FFFF:A09:909',
  '0::ffff:a09:909',
  '::0:ffff:a09:909',
  '0:0:0:0:0:ffff:0a09:0909',
  '0000:0000:0000:0000:0000:FFFF:0A09:0909',
  '0:0:0:0:0:ffff:10.9.9.9',
  '0:0::0:ffff:10.9.9.9',
  '::ffff:10.9.9.9%eth0',
];

describe('an IPv4 address is the same as', () => {
  const salt = randomBytes(32);
  const excluded = createAddressRanges(['10.9.9.9']);
  const excludedNet = createAddressRanges(['10.9.9.0/24']);
  const others = createAddressRanges(['10.9.8.0/24', '10.9.9.8', '2001:db8::/32']);

  it.each(WRITINGS)('%s: in lists, in networks, and as a visitor', (written) => {
    expect(normalAddress(written)).toBe('10.9.9.9');
    expect(networkOf(written)).toBe('10.9.9.9');
    expect([excluded(written), excludedNet(written), others(written)]).toEqual([true, true, false]);
    expect(visitorId(salt, 1, written, 'agent')).toBe(visitorId(salt, 1, '10.9.9.9', 'agent'));
  });

  it.each(WRITINGS.filter((written) => !written.includes('%')))('%s, in a list of addresses and ranges', (written) => {
    expect(createAddressRanges([written])('10.9.9.9')).toBe(true);
    expect(createAddressRanges([written])('10.9.9.8')).toBe(false);
    const range = written.includes(':') ? `${written}/120` : `${written}/24`;
    expect(createAddressRanges([range])('10.9.9.200')).toBe(true);
    expect(createAddressRanges([range])('10.9.8.9')).toBe(false);
  });

  it('its groups in hexadecimal, whichever it is', () => {
    fc.assert(
      fc.property(fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)), ([a, b, c, d]) => {
        const groups = [a * 256 + b, c * 256 + d].map((group) => group.toString(16)).join(':');
        expect(normalAddress(`::ffff:${groups}`)).toBe([a, b, c, d].join('.'));
      }),
    );
  });
});

describe('an address of its own is', () => {
  it.each([
    ['of NAT64', '64:ff9b::a09:909'],
    ['of NAT64, in dots', '64:ff9b::10.9.9.9'],
    ['of 6to4', '2002:a09:909::1'],
    ['once “compatible”', '::10.9.9.9'],
    ['“translated”', '::ffff:0:10.9.9.9'],
    ['one group on', '::ffff:a09'],
    ['one group before', '0:0:0:0:ffff:0:a09:909'],
    ['somebody’s', '1::ffff:a09:909'],
    ['no address', '::ffff:10.9.9'],
    ['no address, with a great part', '::ffff:10.9.9.999'],
    ['no address, with too many groups', '0:0:0:0:0:0:ffff:a09:909'],
    ['text', 'ffff:'],
    ['nothing', ''],
  ])('one %s: %s', (_what, written) => {
    expect(normalAddress(written)).toBe(written);
    expect(createAddressRanges(['10.9.9.9'])(written)).toBe(false);
  });

  it('an IPv6 one, without its zone', () => {
    expect(normalAddress('fe80::1%eth0')).toBe('fe80::1');
  });
});

it('nothing that is asked is an error, and what is normal stays so', () => {
  const piece = fc.constantFrom(':', '::', '.', 'ffff', '0', '10', '%', '/', 'x', '999');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const normal = normalAddress(pieces.join(''));
      expect(normalAddress(normal)).toBe(normal);
      expect(typeof networkOf(pieces.join(''))).toBe('string');
    }),
  );
});

describe('the network of an IPv6 address', () => {
  it('is its first four groups, however it is written', () => {
    const group = fc.nat(0xffff).map((number) => number.toString(16));
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const network = groups.slice(0, 4).join(':');
        const padded = groups.map((each) => each.padStart(4, '0'));
        for (const written of [groups.join(':'), padded.join(':'), padded.join(':').toUpperCase()]) {
          if (normalAddress(written).includes(':')) expect(networkOf(written)).toBe(network);
        }
      }),
    );
  });
});
