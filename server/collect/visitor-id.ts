// Tells visitors of one site apart for one day, without keeping who they are. Pure.
//
// HMAC-SHA-256(random salt of the site's date; site id, address, user agent), cut to 64 bits. Once the salt is deleted,
// nobody can compute or check an id again. The fields are length-prefixed, so that no two different inputs look the same.
import { createHmac, hash } from 'node:crypto';
import { networkOf } from '../ip-address.ts';

const BLOCK_BYTES = 64;
const HASH_BYTES = 32;

/** HMAC's two keys (RFC 2104), each with room for what is hashed behind it. */
interface Pads {
  inner: Buffer;
  outer: Buffer;
}

const padsOf = new WeakMap<Buffer, Pads>();

function makePads(salt: Buffer): Pads {
  const inner = Buffer.alloc(BLOCK_BYTES + 4096, 0x36, 'latin1');
  const outer = Buffer.alloc(BLOCK_BYTES + HASH_BYTES, 0x5c, 'latin1');
  for (let i = 0; i < BLOCK_BYTES; i += 1) {
    inner[i] = 0x36 ^ (salt[i] ?? 0);
    outer[i] = 0x5c ^ (salt[i] ?? 0);
  }
  const pads = { inner, outer };
  padsOf.set(salt, pads);
  return pads;
}

const inputOf = (siteId: number, network: string, userAgent: string) =>
  `${siteId};${network.length}:${network}${userAgent.length}:${userAgent}`;

/**
 * 16 hexadecimal digits. The same as `createHmac('sha256', salt)`, of two one-shot hashes: a quarter less time. `salt` is at
 * most 64 bytes.
 */
export function visitorId(salt: Buffer, siteId: number, address: string, userAgent: string): string {
  return hmac(salt, inputOf(siteId, networkOf(address), userAgent));
}

function hmac(salt: Buffer, input: string): string {
  const { inner, outer } = padsOf.get(salt) ?? makePads(salt);
  if (input.length * 3 > inner.length - BLOCK_BYTES) {
    return createHmac('sha256', salt).update(input).digest('hex').slice(0, 16);
  }
  const end = BLOCK_BYTES + inner.write(input, BLOCK_BYTES);
  hash('sha256', inner.subarray(0, end), 'buffer').copy(outer, BLOCK_BYTES);
  return hash('sha256', outer, 'hex').slice(0, 16);
}
