// HalfSipHash-1-3 of a text: a fast hash under a secret key, so that who does not know the key cannot find texts that collide
// or that crowd one place of a table. Reference: github.com/veorq/SipHash, halfsiphash.c; the message is the text as UTF-16LE.
import { randomBytes } from 'node:crypto';

/** The same number for the same text for as long as the process lives: a whole number from 1 to 2^53 - 1. */
export type KeyedHash = (text: string) => number;

export const HASH_KEY_BYTES = 8;

/** `key`: HASH_KEY_BYTES bytes; random ones unless somebody shares them. */
export function createKeyedHash(key = randomBytes(HASH_KEY_BYTES)): KeyedHash {
  const key0 = key.readInt32LE(0);
  const key1 = key.readInt32LE(4);

  return function keyedHash(text) {
    let v0 = key0;
    let v1 = key1 ^ 0xee; // 0xee and 0xdd: as 64 bits are asked for
    let v2 = 0x6c796765 ^ key0;
    let v3 = 0x74656462 ^ key1;
    const { length } = text;
    const even = length & ~1;
    // Two code units make a word; the last one has the odd unit, if any, and the length in bytes.
    for (let i = 0; i <= even; i += 2) {
      const word =
        i < even
          ? text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16)
          : (length === even ? 0 : text.charCodeAt(i)) | (length << 25);
      v3 ^= word;
      // A round, as it stands in the reference; written out here and below because V8 keeps only locals in registers.
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
      v0 ^= word;
    }
    v2 ^= 0xee;
    let first = 0;
    for (let round = 0; round < 6; round++) {
      if (round === 3) {
        first = v1 ^ v3;
        v1 ^= 0xdd;
      }
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
    }
    // 53 of the 64 bits: what a double holds, so that a hash is one number.
    return ((v1 ^ v3) & 0x1fffff) * 0x1_0000_0000 + (first >>> 0) || 1;
  };
}
