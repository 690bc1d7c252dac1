// Addresses in and out of ranges, and what is a range at all.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAddressRanges, isAddressRange } from './address-ranges.ts';

describe('an address range is', () => {
  it.each([
    '192.0.2.1',
    '192.0.2.0/24',
    '10.0.0.0/1',
    '192.0.2.1/32',
    '::1',
    '2001:db8::/32',
    '2001:db8::1/128',
    '::ffff:192.0.2.0/120',
  ])('%s', (entry) => {
    expect(isAddressRange(entry)).toBe(true);
  });
});

describe('no address range is', () => {
  it.each([
    ['nothing', ''],
    ['everyone', '0.0.0.0/0'],
    ['everyone of IPv6', '::/0'],
    ['everyone of IPv4, written as IPv6', '::ffff:0.0.0.0/96'],
    ['too many bits', '192.0.2.0/33'],
    ['too many bits of IPv6', '2001:db8::/129'],
    ['bits with a zero before', '192.0.2.0/024'],
    ['no bits', '192.0.2.0/'],
    ['negative bits', '192.0.2.0/-1'],
    ['two slashes', '192.0.2.0/24/8'],
    ['an address with a zone', 'fe80::1%eth0'],
    ['a name', 'example.com'],
    ['a short address', '192.0.2'],
    ['an address in octal', '0192.0.2.1'],
    ['spaces', ' 192.0.2.1'],
  ])('%s', (_what, entry) => {
    expect(isAddressRange(entry)).toBe(false);
    expect(createAddressRanges([entry])('192.0.2.1')).toBe(false);
  });
});

describe('in ranges', () => {
  const isIn = createAddressRanges([
    '192.0.2.7',
    '10.0.0.0/8',
    '2001:db8::/32',
    '2001:db9::1',
    '::ffff:198.51.100.0/120',
  ]);

  it.each([
    ['192.0.2.7', true],
    ['192.0.2.8', false],
    ['::ffff:192.0.2.7', true],
    ['::FFFF:10.9.8.7', true],
    ['::ffff:c000:207', true],
    ['10.255.255.255', true],
    ['11.0.0.0', false],
    ['198.51.100.9', true],
    ['198.51.101.9', false],
    ['2001:db8:ffff::1', true],
    ['2001:0DB9:0::1', true],
    ['2001:db9::2', false],
    ['::1', false],
    ['2001:db8::1%eth0', true],
    ['', false],
    ['unknown', false],
    ['10.0.0', false],
    ['10.0.0.1:443', false],
  ])('%s: %s', (address, expected) => {
    expect(isIn(address)).toBe(expected);
  });

  it('an empty list holds nobody', () => {
    expect(createAddressRanges([])('192.0.2.7')).toBe(false);
  });

  it('an address is in its own network, and none beyond it is', () => {
    const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
    const number = (parts: number[]) => parts.reduce((sum, part) => sum * 256 + part, 0);
    fc.assert(
      fc.property(octets, octets, fc.integer({ min: 1, max: 32 }), (one, other, bits) => {
        const size = 2 ** (32 - bits);
        const same = Math.floor(number(one) / size) === Math.floor(number(other) / size);
        const contains = createAddressRanges([`${one.join('.')}/${bits}`]);
        expect(contains(one.join('.'))).toBe(true);
        expect(contains(other.join('.'))).toBe(same);
        expect(contains(`::ffff:${other.join('.')}`)).toBe(same);
      }),
    );
  });

  it('nothing that is asked is an error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
        expect(isIn(text)).toBe(false);
        expect(typeof isAddressRange(text)).toBe('boolean');
      }),
    );
  });
});
