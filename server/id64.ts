// Ids of 64 bits (page instances, visitors) travel as 16 hexadecimal digits; tables keep them as two 32-bit halves, which need
// no string. Their places in a hash table are under a secret, for ids are made by anybody.
import { randomBytes } from 'node:crypto';

/** The digits' values by character code; what is no digit counts as 0. */
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) => Number.parseInt(String.fromCharCode(code), 16) || 0);

/** Eight hexadecimal digits from `start` on, as a signed 32-bit number. Three times as fast as parseInt of a slice. */
function half(id: string, start: number): number {
  let value = 0;
  for (let i = start; i < start + 8; i += 1) value = (value << 4) | (DIGITS[id.charCodeAt(i)] ?? 0);
  return value;
}

export const highOf = (id: string): number => half(id, 0);
export const lowOf = (id: string): number => half(id, 8);

const hex = (half: number) => (half >>> 0).toString(16).padStart(8, '0');

/** The 16 digits of two halves. */
export const idFrom = (high: number, low: number): string => hex(high) + hex(low);

const secret = randomBytes(16);
const odd = (at: number) => secret.readInt32LE(at) | 1;
const FACTORS = [odd(0), odd(4), odd(8), odd(12)] as const;

/**
 * 32 bits of which the upper ones choose a place. Each half is folded between two multiplications (as murmur3 does it), so
 * that also ids which differ in their upper bits only, which a product alone would leave together, fall apart; the factors are
 * this process's secret.
 */
export function spread(high: number, low: number, salt: number): number {
  const [first, second, third, fourth] = FACTORS;
  let mixed = Math.imul(low ^ Math.imul(salt, first), second);
  mixed ^= mixed >>> 16;
  mixed = Math.imul(mixed ^ high, third);
  mixed ^= mixed >>> 15;
  return Math.imul(mixed, fourth);
}
