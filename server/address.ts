// Under which address people reach this server.
import type { FastifyRequest } from 'fastify';
import type { Config } from './config.ts';
import { Refusal } from './errors.ts';

/**
 * The server's public address without a trailing slash: BASE_URL, else what the request was made to. X-Forwarded-Proto
 * and -Host count only when TRUST_PROXY names the proxy that sent them (Fastify sees to that). Throws a Refusal when the
 * request names no host that could be one.
 */
export function publicAddress(config: Config, request: FastifyRequest): string {
  const address = config.baseUrl ?? `${request.protocol}://${request.host}`;
  if (URL.canParse(address) && new URL(address).pathname === new URL(config.baseUrl ?? '/', address).pathname)
    return address;
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
