// Set-up, sign-in, who am I, sign-out.
import type {} from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isHttps } from '../address.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { SessionReply, SessionsReply } from '../contract/browser.ts';
import { ChangePasswordRequest, SetupRequest, SignInRequest } from '../contract/requests.ts';
import { Refusal } from '../errors.ts';
import type { Zod } from '../zod-routes.ts';
import { type Accounts, SESSION_MS } from './accounts.ts';
import { createAttempts } from './attempts.ts';
import {
  passwordDocs,
  sessionsDocs,
  setUpDocs,
  signInDocs,
  signOutDocs,
  signOutElsewhereDocs,
  whoAmIDocs,
} from './docs.ts';
import { cookieName, personOf } from './guard.ts';

export interface AccountRoutes {
  accounts: Accounts;
  config: Config;
  clock: Clock;
  /** The session is over: its streams end now. */
  onSignOut: (session: string) => void;
}

export async function accountRoutes(instance: FastifyInstance, { accounts, config, clock, onSignOut }: AccountRoutes) {
  const app = instance.withTypeProvider<Zod>();
  const attempts = createAttempts(clock);

  function cookieOptions(request: FastifyRequest) {
    const secure = isHttps(config, request);
    // A __Host- cookie must have the path "/"; the other one keeps to the folder we are served from.
    return { path: secure ? '/' : `${config.basePath}/`, httpOnly: true, sameSite: 'lax' as const, secure };
  }

  /** Only a wrong guess counts against the one who guesses, not a server that had no time to look. */
  async function attempt<Result>(email: string, address: string, guess: () => Promise<Result>): Promise<Result> {
    attempts.begin(email, address);
    try {
      const result = await guess();
      attempts.succeeded(email, address);
      return result;
    } catch (error) {
      const isWrong = error instanceof Refusal && ['wrong_credentials', 'setup_token_wrong'].includes(error.code);
      if (!isWrong) attempts.withdraw(email, address);
      throw error;
    }
  }

  async function startSession(request: FastifyRequest, reply: FastifyReply, email: string, password: string) {
    const token = await accounts.signIn(email, password);
    if (token === undefined) throw new Refusal('wrong_credentials', 'E-mail and password do not belong together.');
    reply.setCookie(cookieName(config, request), token, { ...cookieOptions(request), maxAge: SESSION_MS / 1000 });
    return { email, simulated: config.simulated } satisfies SessionReply;
  }

  app.post(
    '/api/setup',
    { config: { access: 'public', docs: setUpDocs }, schema: { body: SetupRequest } },
    async (request, reply) => {
      const { token, email, password } = request.body;
      await attempt('setup', request.ip, () => accounts.setUp(token, email, password));
      reply.code(201);
      return startSession(request, reply, email, password);
    },
  );

  app.post(
    '/api/session',
    { config: { access: 'public', docs: signInDocs }, schema: { body: SignInRequest } },
    async (request, reply) => {
      const { email, password } = request.body;
      attempts.begin(email, request.ip);
      const session = await startSession(request, reply, email, password);
      attempts.succeeded(email, request.ip);
      return session;
    },
  );

  app.get(
    '/api/session',
    { config: { access: 'person', docs: whoAmIDocs } },
    async (request): Promise<SessionReply> => {
      return { email: personOf(request).email, simulated: config.simulated };
    },
  );

  app.delete('/api/session', { config: { access: 'person', docs: signOutDocs } }, async (request, reply) => {
    const { session } = personOf(request);
    await accounts.signOut(session);
    onSignOut(session);
    reply.clearCookie(cookieName(config, request), cookieOptions(request));
    return reply.code(204).send();
  });

  app.put(
    '/api/password',
    { config: { access: 'person', docs: passwordDocs }, schema: { body: ChangePasswordRequest } },
    async (request, reply) => {
      const person = personOf(request);
      const { current, password } = request.body;
      const ended = await attempt(person.email, request.ip, () => accounts.changePassword(person, current, password));
      ended.forEach(onSignOut);
      return reply.code(204).send();
    },
  );

  app.get(
    '/api/sessions',
    { config: { access: 'person', docs: sessionsDocs } },
    async (request): Promise<SessionsReply> => ({ sessions: accounts.sessions(personOf(request)) }),
  );

  app.delete('/api/sessions', { config: { access: 'person', docs: signOutElsewhereDocs } }, async (request, reply) => {
    (await accounts.signOutElsewhere(personOf(request))).forEach(onSignOut);
    return reply.code(204).send();
  });
}
