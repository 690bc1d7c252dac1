// The headers that make a browser distrust whatever is not ours: tracked strings come from strangers, and a dashboard that
// lists pages is a place to plant scripts in.
import type { FastifyHelmetOptions } from '@fastify/helmet';
import type { Config } from '../config.ts';

export function securityHeaders(config: Config): FastifyHelmetOptions {
  const https = config.baseUrl?.startsWith('https:') ?? false;
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'worker-src': ["'self'"],
        'manifest-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'", 'data:'],
        'connect-src': ["'self'"],
        'font-src': ["'self'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
        'object-src': ["'none'"],
        'require-trusted-types-for': ["'script'"],
        'trusted-types': ['headcount'],
      },
    },
    // Only when the public address is https for sure: on a plain-http LAN they would lock people out.
    strictTransportSecurity: https ? { maxAge: 15_552_000, includeSubDomains: false } : false,
    crossOriginOpenerPolicy: https ? { policy: 'same-origin' } : false,
    originAgentCluster: https,
    // Not no-referrer: some browsers would then send `Origin: null`, by which the guard tells our own pages from others'.
    referrerPolicy: { policy: 'same-origin' },
  };
}
