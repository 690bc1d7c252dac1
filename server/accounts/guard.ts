// Who may call what, by default nobody: a route that does not say who it is for stops the start. Also keeps other sites
// from acting through a signed-in browser: a request that changes something must come from our own pages.
import type {} from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { isHttps } from '../address.ts';
import type { Config } from '../config.ts';
import { Refusal } from '../errors.ts';
import type { Accounts, Person } from './accounts.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `public`: anyone. `person`: whoever is signed in. `collector`: pages of other sites, without credentials. */
    access?: 'public' | 'person' | 'collector';
  }
  interface FastifyRequest {
    person: Person | null;
  }
}

/** Secure cookies get the prefix that keeps other hosts of the domain from setting them; plain http cannot have it. */
export const cookieName = (config: Config, request: FastifyRequest) =>
  isHttps(config, request) ? '__Host-headcount' : 'headcount-session';

/** The person a route for `person` was called by. */
export function personOf(request: FastifyRequest): Person {
  if (!request.person) throw new Refusal('sign_in_first', 'Sign in first.');
  return request.person;
}

/**
 * Browsers say where a request comes from in Sec-Fetch-Site; over plain http they leave that out, but send an Origin with
 * everything that changes something. A client that sends neither is no browser and carries nobody's cookie.
 */
function isSameOrigin(request: FastifyRequest, publicHost: string | undefined): boolean {
  const fetchSite = request.headers['sec-fetch-site'];
  if (fetchSite !== undefined) return fetchSite === 'same-origin' || fetchSite === 'none';
  const { origin } = request.headers;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  return [request.host, publicHost].includes(new URL(origin).host);
}

/** `publicHost`: the host of BASE_URL, when that is set. */
export const guard = fastifyPlugin<{ accounts: Accounts; config: Config; publicHost: string | undefined }>(
  async (app, { accounts, config, publicHost }) => {
    app.decorateRequest('person', null);

    app.addHook('onRoute', (route) => {
      if (!route.config?.access)
        throw new Error(`route ${route.method} ${route.url} does not say who may call it (config.access)`);
    });

    app.addHook('onRequest', async (request) => {
      const { access } = request.routeOptions.config;
      if (access === 'collector' || request.is404) return;
      const safe = ['GET', 'HEAD', 'OPTIONS'].includes(request.method);
      if (!safe && !isSameOrigin(request, publicHost)) {
        throw new Refusal(
          'cross_site',
          'This request came from another site. Use the dashboard itself; behind a proxy, set BASE_URL.',
        );
      }
      const token = request.cookies[cookieName(config, request)];
      request.person = (token === undefined ? undefined : accounts.whose(token)) ?? null;
      if (access === 'public' || request.person) return;
      if (!accounts.exist()) {
        throw new Refusal(
          'set_up_first',
          'There is no account yet. Open the set-up link that the server printed when it started.',
        );
      }
      throw new Refusal('sign_in_first', 'Sign in first.');
    });
  },
  { name: 'guard', dependencies: ['@fastify/cookie'] },
);
