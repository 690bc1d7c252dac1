// What the API reference says of set-up and sign-in.
import { SessionReply, SessionsReply } from '../contract/browser.ts';
import type { RouteDocs } from '../route-docs.ts';

const COOKIE = {
  'set-cookie': 'The session: `__Host-headcount` over https, `headcount-session` over http. HttpOnly, SameSite=Lax.',
};
const OWNER = { email: 'owner@example.com', simulated: false };
const chapter = 'Account';

export const setUpDocs: RouteDocs = {
  chapter,
  summary: 'Make the first account',
  text: 'Once, with the token of the link that the server prints at every start while there is no account. Whoever made it is signed in.',
  replies: { 201: { when: 'Made, and signed in.', schema: SessionReply, headers: COOKIE } },
  refusals: ['setup_token_wrong', 'already_set_up', 'too_many_attempts', 'overloaded', 'storage_failed', 'disk_full'],
  examples: [
    {
      name: 'The first account',
      body: {
        token: '3m1Q8kZb0vXyT5nRw2cJ7sLd9fHgAeUo',
        email: 'owner@example.com',
        password: 'correct horse battery',
      },
      status: 201,
      reply: OWNER,
    },
    {
      name: 'A token that was guessed',
      body: { token: 'guessed', email: 'owner@example.com', password: 'correct horse battery' },
      status: 403,
      reply: {
        error: {
          code: 'setup_token_wrong',
          message: 'This set-up link is not valid any more. Open the one that the server printed at its last start.',
          field: 'token',
        },
      },
    },
  ],
};

export const signInDocs: RouteDocs = {
  chapter,
  summary: 'Sign in',
  text: 'The session’s cookie opens everything that asks for it. After five failures within a quarter of an hour an account can be tried again later from that address.',
  replies: { 200: { when: 'Signed in.', schema: SessionReply, headers: COOKIE } },
  refusals: ['wrong_credentials', 'too_many_attempts', 'overloaded', 'storage_failed', 'disk_full'],
  examples: [
    {
      name: 'Sign in',
      body: { email: 'owner@example.com', password: 'correct horse battery' },
      status: 200,
      reply: OWNER,
    },
    {
      name: 'A wrong password',
      body: { email: 'owner@example.com', password: 'wrong' },
      status: 401,
      reply: { error: { code: 'wrong_credentials', message: 'E-mail and password do not belong together.' } },
    },
    {
      name: 'A field that is not known',
      body: { email: 'owner@example.com', password: 'correct horse battery', remember: true },
      status: 400,
      reply: {
        error: {
          code: 'unknown_field',
          message: 'remember is not a known field. Leave it out.',
          field: 'remember',
        },
      },
    },
  ],
};

export const whoAmIDocs: RouteDocs = {
  chapter,
  summary: 'Who is signed in',
  replies: { 200: { when: 'Whoever asks.', schema: SessionReply } },
  examples: [
    { name: 'Who am I', status: 200, reply: OWNER },
    {
      name: 'Nobody is signed in',
      isSignedOut: true,
      status: 401,
      reply: { error: { code: 'sign_in_first', message: 'Sign in first.' } },
    },
  ],
};

export const signOutDocs: RouteDocs = {
  chapter,
  summary: 'Sign out',
  text: 'The session is over, and its streams end now.',
  replies: { 204: { when: 'Signed out.' } },
  refusals: ['storage_failed', 'disk_full'],
  examples: [{ name: 'Sign out', status: 204 }],
};

export const passwordDocs: RouteDocs = {
  chapter,
  summary: 'Change the password',
  text: 'With the one that counts now. All other sessions of the account are over, and their streams end now. Wrong guesses count as those of a sign-in do.',
  replies: { 204: { when: 'It counts from now on.' } },
  refusals: ['wrong_credentials', 'too_many_attempts', 'overloaded', 'storage_failed', 'disk_full'],
  examples: [
    {
      name: 'Another password',
      body: { current: 'correct horse battery', password: 'a quiet place to read' },
      status: 204,
    },
    {
      name: 'Not the one that counts now',
      body: { current: 'wrong', password: 'a quiet place to read' },
      status: 401,
      reply: { error: { code: 'wrong_credentials', message: 'This is not your password.', field: 'current' } },
    },
  ],
};

export const sessionsDocs: RouteDocs = {
  chapter,
  summary: 'List one’s own sessions',
  text: 'When each was begun and last used. From where and with what is not kept.',
  replies: { 200: { when: 'Those that still open something.', schema: SessionsReply } },
  examples: [
    {
      name: 'Signed in once',
      status: 200,
      reply: { sessions: [{ createdAt: 1_795_262_400_000, seenAt: 1_795_262_400_000, isThis: true }] },
    },
  ],
};

export const signOutElsewhereDocs: RouteDocs = {
  chapter,
  summary: 'Sign out everywhere else',
  text: 'All of the account’s sessions but the one that asks are over, and their streams end now.',
  replies: { 204: { when: 'This session is the only one.' } },
  refusals: ['storage_failed', 'disk_full'],
  examples: [{ name: 'Everywhere else', status: 204 }],
};
