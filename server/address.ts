// Under which address people reach this server, and who it is that asks.
import type { FastifyRequest } from 'fastify';
import type { Config } from './config.ts';

/**
 * The server's public address without a trailing slash: BASE_URL, else what the request was made to. X-Forwarded-Proto
 * and -Host count only when TRUST_PROXY names the proxy that sent them (Fastify sees to that).
 */
export function publicAddress(config: Config, request: FastifyRequest): string {
  return config.baseUrl ?? `${request.protocol}://${request.host}`;
}
