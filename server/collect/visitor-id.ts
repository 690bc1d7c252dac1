// Tells visitors of one site apart for one day, without keeping who they are. Pure.
//
// HMAC-SHA-256(random salt of the site's date; site id, address, user agent), cut to 64 bits. Once the salt is deleted,
// nobody can compute or check an id again. The fields are length-prefixed, so that no two different inputs look the same.
import { createHmac } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';

/** The first 64 bits of an IPv6 address (a household's prefix; the rest changes by itself), an IPv4 address whole. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (isIPv4(address) || !isIPv6(address)) return address;
  const [head = '', tail = ''] = (address.split('%')[0] ?? '').split('::');
  const groups = head === '' ? [] : head.split(':');
  const missing = 8 - groups.length - (tail === '' ? 0 : tail.split(':').length);
  const all = address.includes('::') ? [...groups, ...new Array(missing).fill('0')] : groups;
  const first = [...all, ...tail.split(':')].slice(0, 4);
  return first.map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}

/** 16 hexadecimal digits. */
export function visitorId(salt: Buffer, siteId: number, address: string, userAgent: string): string {
  const network = networkOf(address);
  const input = `${siteId};${network.length}:${network}${userAgent.length}:${userAgent}`;
  return createHmac('sha256', salt).update(input).digest('hex').slice(0, 16);
}
