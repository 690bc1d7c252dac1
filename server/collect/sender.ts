// Who sent a request to the collector, as far as the headers and the connection tell. X-Forwarded-For is walked from the
// right, through declared proxies only: whatever stands left of them could have been written by anybody.
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyAddress from '@fastify/proxy-addr';
import type { Sender } from './enrich.ts';

const OTHER_FORWARDED_HEADERS = ['forwarded', 'x-real-ip', 'cf-connecting-ip'] as const;

const otherHeader = (headers: IncomingHttpHeaders) =>
  OTHER_FORWARDED_HEADERS.some((name) => headers[name] !== undefined) ? 'other' : undefined;

/** Some proxies write `192.0.2.1:4711` or `[2001:db8::1]:4711`. Undefined for what is no address. */
function withoutPort(written: string): string | undefined {
  if (isIP(written) !== 0) return written;
  const bare = /^\[(.+)\](?::\d+)?$/.exec(written)?.[1] ?? /^([\d.]+):\d+$/.exec(written)?.[1] ?? '';
  return isIP(bare) === 0 ? undefined : bare;
}

export interface Connection {
  /** Who is connected to us: a reader, or a proxy; '' when the connection is gone already. */
  peer: string;
  /** Whose request it is, as far as the proxies that are declared can be believed; undefined when nobody can tell. */
  address: string | undefined;
  /** Somebody claims that it is another's request: by X-Forwarded-For (`list`), or by a header that is not read (`other`). */
  forwardedBy: 'list' | 'other' | undefined;
  /** A declared proxy's list names others before the address: who is there passes on, too. */
  isPassedOn: boolean;
}

/** Peers of which is remembered whether they are declared: a proxy, or a few of them. */
const MOST_PEERS = 100;

/** `trusted`: addresses and CIDRs of the proxies that are declared. The same walk as Fastify's `request.ip`. */
export function createConnectionReader(trusted: readonly string[]): (request: IncomingMessage) => Connection {
  const isInRanges = trusted.length === 0 ? undefined : proxyAddress.compile([...trusted]);
  // A hop in the middle may be written with its port as well.
  const isTrusted = isInRanges && ((hop: string, place: number) => isInRanges(withoutPort(hop) ?? hop, place));
  const peers = new Map<string, boolean>();

  function isDeclared(peer: string): boolean {
    let known = peers.get(peer);
    if (known === undefined) {
      known = isTrusted?.(peer, 0) ?? false;
      if (peers.size >= MOST_PEERS) peers.clear();
      peers.set(peer, known);
    }
    return known;
  }

  function addressOf(request: IncomingMessage, peer: string, forwarded: string | string[] | undefined): string {
    if (!isTrusted || forwarded === undefined || !isDeclared(peer)) return peer;
    // One address from a declared proxy is the end of any walk; nearly all are that.
    const isOne = typeof forwarded === 'string' && !forwarded.includes(',');
    return withoutPort(isOne ? forwarded.trim() : proxyAddress(request, isTrusted)) ?? peer;
  }

  function namesOthersBefore(address: string, peer: string, forwarded: string | string[] | undefined): boolean {
    if (forwarded === undefined || !isDeclared(peer)) return false;
    const list = `${forwarded}`;
    const end = list.indexOf(',');
    return end !== -1 && withoutPort(list.slice(0, end).trim()) !== address;
  }

  return (request) => {
    const { headers } = request;
    const peer = request.socket.remoteAddress ?? '';
    const forwarded = headers['x-forwarded-for'];
    const address = addressOf(request, peer, forwarded);
    return {
      peer,
      address: address || undefined,
      forwardedBy: forwarded === undefined ? otherHeader(headers) : 'list',
      isPassedOn: namesOthersBefore(address, peer, forwarded),
    };
  };
}

const isPrefetch = (purpose: string | string[] | undefined) =>
  purpose !== undefined && /prefetch|preview/.test(`${purpose}`);

/** `isSilent`: it will send no beats. */
export function senderOf({ headers }: IncomingMessage, address: string | undefined, isSilent: boolean): Sender {
  return {
    address,
    userAgent: headers['user-agent'] ?? '',
    acceptLanguage: headers['accept-language'],
    wantsPrivacy: headers['sec-gpc'] === '1' || headers.dnt === '1',
    isPrefetch: isPrefetch(headers['sec-purpose'] ?? headers.purpose ?? headers['x-purpose'] ?? headers['x-moz']),
    isSilent,
  };
}
