// One normal form of an address: IPv4 in dots, also where it stands inside an IPv6 one (`::ffff:192.0.2.1`), which may be written
// in many ways and comes from IPv6 sockets and from proxies. Whoever compares addresses asks here first. Pure.
import { isIPv4, isIPv6 } from 'node:net';

/** As node's sockets write it, and nearly everybody else. */
const USUAL = /^::ffff:(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})$/i;

/** The eight groups of an IPv6 address without a zone, an IPv4 part in dots included. */
function groupsOf(plain: string): number[] {
  const [head = '', tail] = plain.split('::');
  const numbers = (part: string) =>
    part === ''
      ? []
      : part.split(':').flatMap((group) => {
          if (!group.includes('.')) return [Number.parseInt(group, 16)];
          const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
          return [a * 256 + b, c * 256 + d];
        });
  const first = numbers(head);
  if (tail === undefined) return first;
  const last = numbers(tail);
  return [...first, ...new Array<number>(8 - first.length - last.length).fill(0), ...last];
}

/**
 * The IPv4 address within an IPv4-mapped IPv6 one (::ffff:0:0/96, RFC 4291 2.5.5.2), however that is written; any other text as it
 * is, but for the zone (`%eth0`). Of NAT64 and the like, which are addresses of their own, nothing is taken out.
 */
export function normalAddress(written: string): string {
  if (!written.includes(':')) return written;
  const usual = USUAL.exec(written)?.[1];
  if (usual !== undefined && isIPv4(usual)) return usual;
  const plain = written.split('%', 1)[0] ?? '';
  if (!/^[0:]+:f{4}:/i.test(plain) || !isIPv6(plain)) return plain;
  const groups = groupsOf(plain);
  const [high = 0, low = 0] = groups.slice(6);
  const isMapped = groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
  return isMapped ? [high >> 8, high & 255, low >> 8, low & 255].join('.') : plain;
}

/** Four groups and what follows, without a zero too many or a capital: as sockets and nearly all proxies write an address. */
const FOUR_GROUPS = /^((?:(?:0|[1-9a-f][0-9a-f]{0,3}):){3}(?:0|[1-9a-f][0-9a-f]{0,3})):/;

/** The first 64 bits of an IPv6 address (a household's prefix; the rest changes by itself), an IPv4 address whole. */
export function networkOf(address: string): string {
  const normal = normalAddress(address);
  if (!normal.includes(':') || !isIPv6(normal)) return normal;
  const written = FOUR_GROUPS.exec(normal)?.[1];
  if (written !== undefined) return written;
  return groupsOf(normal)
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':');
}
