// Whether an address is in a list of addresses and ranges, such as those a site does not count. An IPv4 address is the same
// whether it comes as 192.0.2.1 or as ::ffff:192.0.2.1 (ip-address.ts).
import { BlockList, isIP } from 'node:net';
import { normalAddress } from './ip-address.ts';

interface Address {
  text: string;
  family: 'ipv4' | 'ipv6';
  /** Bits of the IPv6 address it came in, before its own: 96 or 0. */
  offset: number;
}

/** Undefined for what is no address. A zone (`%eth0`) is no part of it. */
function parse(written: string): Address | undefined {
  const text = normalAddress(written);
  const version = isIP(text);
  if (version === 0) return undefined;
  const isMapped = version === 4 && written.includes(':');
  return { text, family: version === 4 ? 'ipv4' : 'ipv6', offset: isMapped ? 96 : 0 };
}

/** `bits` is undefined for a single address. */
function parseRange(entry: string): (Address & { bits: number | undefined }) | undefined {
  const [written = '', bits, ...rest] = entry.split('/');
  const address = parse(written);
  if (!address || written.includes('%') || rest.length > 0) return undefined;
  if (bits === undefined) return { ...address, bits };
  const own = /^[1-9]\d{0,2}$/.test(bits) ? Number(bits) - address.offset : 0;
  return own >= 1 && own <= (address.family === 'ipv4' ? 32 : 128) ? { ...address, bits: own } : undefined;
}

/** An IPv4 or IPv6 address, or a range `address/bits` of 1–32 or 1–128 bits: /0 is everyone, which nobody means. */
export function isAddressRange(entry: string): boolean {
  return parseRange(entry) !== undefined;
}

/**
 * A question: is this address in one of the entries? What is no address is in none; never throws when asked. Entries are as
 * isAddressRange takes them; others are passed over.
 */
export function createAddressRanges(entries: readonly string[]): (address: string) => boolean {
  const ranges = entries.map(parseRange).filter((range) => range !== undefined);
  if (ranges.length === 0) return () => false;
  const list = new BlockList();
  for (const { text, family, bits } of ranges) {
    if (bits === undefined) list.addAddress(text, family);
    else list.addSubnet(text, bits, family);
  }
  return (address) => {
    const asked = parse(address);
    return asked !== undefined && list.check(asked.text, asked.family);
  };
}
