// What the API reference (`/docs`) says of a route. It stands in the route's own declaration, as `config.docs`, beside who may
// call it; what a field means stands in its schema. Tests send every example and hold the reply against its schema.
import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    docs?: RouteDocs;
  }
}

/** The chapters of the reference, in reading order. */
export const CHAPTERS = {
  Collector: 'Where pages and servers send their hits. Any origin may; nobody is believed.',
  Live: 'Who is here now: once as JSON, or as a stream of server-sent events. Every frame is the complete state, so that losing one is harmless.',
  Reports: 'What was: questions about stored hits, and one visitor’s way.',
  Sites: 'The sites that are counted, and what of them is.',
  'For your readers':
    'What a site shows anybody, once its owner allows it: no cookies are looked at, any origin may read.',
  Account: 'Who may look: set-up, sign-in, sign-out.',
  Server: 'For whoever runs the server, and this reference.',
  Pages: 'What browsers open: the dashboard, the scripts, and a sample page.',
} as const;
export type Chapter = keyof typeof CHAPTERS;

export interface ReplyDocs {
  /** When it is this one. */
  when: string;
  /** Media type; `application/json` when there is a schema and nothing else is said. */
  type?: string;
  /** Of JSON. */
  schema?: z.core.$ZodType;
  /** Of a stream: the data of each event that can come. */
  events?: { [event: string]: z.core.$ZodType };
  headers?: { [name: string]: string };
}

/** A request, and what comes back: both as somebody would see them, with ids and times that differ each time. */
export interface Example {
  name: string;
  params?: { [name: string]: string };
  query?: { [name: string]: string };
  headers?: { [name: string]: string };
  body?: unknown;
  /** Sent by somebody who is not signed in, where that is needed. */
  isSignedOut?: true;
  status: number;
  /** JSON that comes back. */
  reply?: unknown;
  /** Events that a stream begins with. */
  events?: { [event: string]: unknown };
  /** Headers that come back. */
  replyHeaders?: { [name: string]: string };
}

export interface RouteDocs {
  chapter: Chapter;
  /** What it does, in a few words. */
  summary: string;
  /** The rest; paragraphs are parted by empty lines, names stand in backticks. */
  text?: string;
  /** By status. Refusals that follow from access and schemas need not be named. */
  replies: { [status: number]: ReplyDocs | ReplyDocs[] };
  /** Further refusals. */
  refusals?: readonly ErrorCode[];
  /** Of the body, where it is not the JSON that the route's schema says. */
  bodyTypes?: readonly string[];
  examples: readonly [Example, ...Example[]];
}

/** One method at one path, as the reference tells it. */
export interface Operation {
  method: string;
  /** As Fastify writes it: `/api/sites/:site`. */
  path: string;
  access: 'public' | 'person' | 'collector';
  schema: { params?: z.core.$ZodType; querystring?: z.core.$ZodType; body?: z.core.$ZodType };
  docs: RouteDocs | undefined;
}
