// Under which address people reach this server.
import type { FastifyRequest } from 'fastify';
import type { Config } from './config.ts';
import { Refusal } from './errors.ts';

/** A name, an IPv4 or a bracketed IPv6 address, and perhaps a port. */
const IS_HOST = /^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:\d+)?$/;

/**
 * The server's public address without a trailing slash: BASE_URL, else what the request was made to. X-Forwarded-Proto
 * and -Host count only when TRUST_PROXY names the proxy that sent them (Fastify sees to that). Throws a Refusal when the
 * request names no host that could be one.
 */
export function publicAddress(config: Config, request: FastifyRequest): string {
  if (config.baseUrl !== undefined) return config.baseUrl;
  const address = `${request.protocol}://${request.host}`;
  if (IS_HOST.test(request.host) && URL.canParse(address)) return address;
  throw new Refusal(
    'bad_request',
    'The request does not say which host it is meant for. Open the address of this server.',
  );
}

/** Whether the browser speaks https to us: the proxy says so, or this is the host of a BASE_URL that is https. */
export function isHttps(config: Config, request: FastifyRequest): boolean {
  if (request.protocol === 'https') return true;
  const { baseUrl } = config;
  return baseUrl?.startsWith('https:') === true && request.host === new URL(baseUrl).host;
}
