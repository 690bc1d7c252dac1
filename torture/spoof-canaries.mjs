// Canaries: what must never be at rest, made so that every trace can be found, and the search for it in every byte of every file.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ kind: string, bytes: Buffer }} Needle */

/** Every file below the folders. @param {string[]} folders @param {(path: string) => boolean} [isWanted] */
export function filesBelow(folders, isWanted = () => true) {
  return folders
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter(isWanted);
}

/**
 * Where any of the needles stands. Looks once at each place, so that thousands cost no more than one. Needles have at least
 * four bytes.
 *
 * @template {{ bytes: Buffer }} Sought
 * @param {Buffer} haystack
 * @param {Sought[]} needles
 * @param {(needle: Sought, at: number) => void} onFound
 */
export function findAll(haystack, needles, onFound) {
  /** @type {Map<number, Sought[]>} */
  const byStart = new Map();
  for (const needle of needles) {
    const start = needle.bytes.readUInt32BE(0);
    byStart.set(start, [...(byStart.get(start) ?? []), needle]);
  }
  let start = 0;
  for (let i = 0; i < haystack.length; i += 1) {
    start = ((start << 8) | (haystack[i] ?? 0)) >>> 0;
    if (i < 3) continue;
    const at = i - 3;
    for (const needle of byStart.get(start) ?? [])
      if (haystack.subarray(at, at + needle.bytes.length).equals(needle.bytes)) onFound(needle, at);
  }
}

/** Text as it is, in UTF-16, in hexadecimal digits of both cases, and in base64 wherever it may stand in a longer text. */
function textNeedles(kind, text) {
  const plain = Buffer.from(text);
  const hex = plain.toString('hex');
  const aligned = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), plain]).toString('base64');
    return encoded.slice(offset === 0 ? 0 : 4, -4); // without what depends on the neighbours
  });
  return [plain, Buffer.from(text, 'utf16le'), hex, hex.toUpperCase(), ...aligned].map((bytes, i) => ({
    kind: `${kind} ${['as text', 'in UTF-16', 'as hex', 'as HEX'][i] ?? 'in base64'}`,
    bytes: Buffer.from(/** @type {any} */ (bytes)),
  }));
}

function bytesNeedles(kind, bytes) {
  const hex = bytes.toString('hex');
  return [
    { kind: `${kind} packed`, bytes },
    { kind: `${kind} packed backwards`, bytes: Buffer.from(bytes).reverse() },
    { kind: `${kind} as hex`, bytes: Buffer.from(hex) },
    { kind: `${kind} as HEX`, bytes: Buffer.from(hex.toUpperCase()) },
  ];
}

/** A salt as it is, in hexadecimal digits and in base64. @param {Buffer} salt @returns {Needle[]} */
export const saltNeedles = (salt) => [
  ...bytesNeedles('a salt', salt),
  { kind: 'a salt in base64', bytes: Buffer.from(salt.toString('base64').slice(0, 40)) },
  { kind: 'a salt in base64', bytes: Buffer.from(salt.toString('base64url').slice(0, 40)) },
];

/**
 * `count` readers with telling addresses. Every second one has an IPv4 address of a range that nobody uses, whose bytes do not
 * occur in text; the others an IPv6 network of the documentation's.
 *
 * @param {import('./harness.mjs').Context['random']} random
 * @param {number} count
 */
export function createCanaries(random, count) {
  /** Stands in everything that is secret and is no address. */
  const marker = `cnry${random.hex(10)}`;
  const taken = new Set();
  const fresh = (make) => {
    let made = make();
    while (taken.has(made)) made = make();
    taken.add(made);
    return made;
  };
  const canaries = Array.from({ length: count }, (_, i) => {
    if (i % 2 === 0) {
      const bytes = fresh(() => [241, 211, random.between(128, 255), random.between(128, 255)].join('.'));
      return { address: bytes, packed: Buffer.from(bytes.split('.').map(Number)) };
    }
    const groups = fresh(
      () =>
        `2001:db8:${random.between(1, 15).toString(16)}${random.hex(3)}:${random.between(1, 15).toString(16)}${random.hex(3)}`,
    );
    const packed = Buffer.from(
      groups
        .split(':')
        .map((group) => group.padStart(4, '0'))
        .join(''),
      'hex',
    );
    return { address: `${groups}::1`, packed };
  });
  const needles = [
    ...textNeedles('a secret', marker),
    ...canaries.flatMap(({ address, packed }) => [
      ...bytesNeedles('an address', packed),
      { kind: 'an address as text', bytes: Buffer.from(address.replace(/::1$/, '')) },
      ...(packed.length === 4
        ? [{ kind: 'an address as a number', bytes: Buffer.from(String(packed.readUInt32BE())) }]
        : []),
    ]),
  ];
  return { marker, canaries, needles: /** @type {Needle[]} */ (needles) };
}

/**
 * How often each kind of needle stands in the buffers. `random8`: values that are random by nature (visitor ids); four of their
 * bytes may equal an address by chance, so they are blanked first, and whoever calls looks at them by themselves.
 *
 * @param {Buffer[]} buffers
 * @param {Needle[]} needles
 * @param {Buffer[]} random8
 */
export function searchFor(buffers, needles, random8 = []) {
  /** @type {Record<string, number>} */
  const found = {};
  const blanks = random8.map((bytes) => ({ bytes }));
  for (const buffer of buffers) {
    const copy = Buffer.from(buffer);
    findAll(buffer, blanks, ({ bytes }, at) => void copy.fill(0, at, at + bytes.length));
    findAll(copy, needles, ({ kind }) => {
      found[kind] = (found[kind] ?? 0) + 1;
    });
  }
  return found;
}

/** @param {string[]} files */
export const readAll = (files) => files.map((file) => readFileSync(file));

/** Of a folder that is in use: a backup that is being made has files that are gone a moment later. @param {string[]} files */
export const readWhatIsThere = (files) =>
  files.flatMap((file) => {
    try {
      return [readFileSync(file)];
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return [];
      throw error;
    }
  });
