// Who sent a request to the collector, as far as the headers and the connection tell. X-Forwarded-For is walked from the
// right, through declared proxies only: whatever stands left of them could have been written by anybody.
import type { IncomingMessage } from 'node:http';
import proxyAddress from '@fastify/proxy-addr';
import type { Sender } from './enrich.ts';

const FORWARDED_HEADERS = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'cf-connecting-ip'] as const;

export interface Connection {
  /** Who is connected to us: a reader, or a proxy. */
  peer: string;
  /** Whose request it is, as far as the proxies that are declared can be believed. */
  address: string;
  /** Somebody claims that it is another's request. */
  hasForwarded: boolean;
}

/** `trusted`: addresses and CIDRs of the proxies that are declared. The same walk as Fastify's `request.ip`. */
export function createConnectionReader(trusted: readonly string[]): (request: IncomingMessage) => Connection {
  const isTrusted = trusted.length === 0 ? undefined : proxyAddress.compile([...trusted]);
  return (request) => {
    const { headers } = request;
    const peer = request.socket.remoteAddress ?? '';
    return {
      peer,
      address: isTrusted ? proxyAddress(request, isTrusted) : peer,
      hasForwarded: FORWARDED_HEADERS.some((name) => headers[name] !== undefined),
    };
  };
}

const isPrefetch = (purpose: string | string[] | undefined) =>
  purpose !== undefined && /prefetch|preview/.test(`${purpose}`);

/** `isSilent`: it will send no beats. */
export function senderOf({ headers }: IncomingMessage, address: string, isSilent: boolean): Sender {
  return {
    address,
    userAgent: headers['user-agent'] ?? '',
    acceptLanguage: headers['accept-language'],
    wantsPrivacy: headers['sec-gpc'] === '1' || headers.dnt === '1',
    isPrefetch: isPrefetch(headers['sec-purpose'] ?? headers.purpose ?? headers['x-purpose'] ?? headers['x-moz']),
    isSilent,
  };
}
