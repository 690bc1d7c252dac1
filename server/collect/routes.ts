// The collector's edge: any page of any origin may post here, nobody is believed. Size, content type and schema are
// checked before anything else happens; every answer can be read by the page's script.
//
// It stands before Fastify and not in it: a hit needs neither hooks nor a router, and without them twice as many are
// taken (docs/decisions/0010).
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Hit, MAX_HIT_BYTES, MAX_HITS_BYTES, NewerHit } from '../contract/hit.ts';
import type { KeyedReply } from '../contract/server.ts';
import { Refusal } from '../errors.ts';
import { readBody } from './body.ts';
import { checkHit } from './hit-check.ts';
import { isNewer, parseWith, readKeyed } from './keyed.ts';
import { PIXEL, pixelHit } from './pixel.ts';
import type { Outcome, Record } from './record.ts';
import { type Connection, createConnectionReader, senderOf } from './sender.ts';

/** On every answer, errors too. As node:http takes them fastest: names and values in turn. */
const OPEN_HEADERS = [
  ...['access-control-allow-origin', '*'],
  ...['access-control-expose-headers', 'retry-after, x-headcount-dropped'],
];
/** Of an answer with a body, which might be kept, or be a picture on another's page. */
const BODY_HEADERS = [
  ...OPEN_HEADERS,
  ...['cache-control', 'no-store'],
  ...['cross-origin-resource-policy', 'cross-origin'],
];
const EMPTY_HEADERS = [...OPEN_HEADERS, 'content-length', '0'];
const PREFLIGHT_HEADERS = [
  ...OPEN_HEADERS,
  ...['access-control-allow-methods', 'POST'],
  ...['access-control-allow-headers', 'content-type'],
  ...['access-control-max-age', '86400'],
];
/** Where site and collector share a name that asks for a password, the browser sends it along by itself: nobody means a key. */
const BY_THE_BROWSER = /^(?:basic|digest|negotiate|ntlm) /i;
const JSON_TYPE = ['content-type', 'application/json; charset=utf-8'];

export interface CollectorParts {
  record: Record;
  /** Where hits are posted, with and without the path of BASE_URL; the pixel is beside it (`/hit.gif`). */
  paths: readonly string[];
  trustProxy: readonly string[];
  /** Undefined for an unknown key; else whether a name is that of the site it was made for. */
  siteOfKey: (key: string) => ((name: string) => boolean) | undefined;
  /** Wall clock. */
  now: () => number;
  /** Throws a Refusal `too_many_hits` when this address sends more than it may. */
  limitAddress: (address: string) => void;
  /** Is told of every hit's connection. */
  onConnection: (connection: Connection & { address: string }, userAgent: string) => void;
  /** A message is refused that names this site. */
  onMalformed: (site: string, why: string) => void;
  /** What an error says to the sender; logs what is ours. */
  explain: (error: unknown) => Refusal;
}

/** Takes the request if it is the collector's; false leaves it untouched. */
export type Collector = (request: IncomingMessage, response: ServerResponse) => boolean;

function parseHit(body: unknown): Hit {
  const checked = checkHit(body);
  if (checked) return checked;
  if (Array.isArray(body)) {
    throw new Refusal(
      'bad_request',
      'Several hits at once need a key: send “Authorization: Bearer <key>”, or one hit.',
    );
  }
  return parseWith(isNewer(body) ? NewerHit : Hit, body);
}

export function createCollector(parts: CollectorParts): Collector {
  const { record, paths, siteOfKey, now, limitAddress, onConnection, onMalformed, explain } = parts;
  const connectionOf = createConnectionReader(parts.trustProxy);
  const hitPaths = new Set(paths);
  const pixelPaths = new Set(paths.map((path) => `${path}.gif`));

  function refuse(response: ServerResponse, error: unknown, extra: readonly string[] = []): void {
    if (response.headersSent || response.destroyed) return;
    const refusal = explain(error);
    const body = JSON.stringify(refusal.toJSON());
    const headers = [...BODY_HEADERS, ...JSON_TYPE, 'content-length', `${Buffer.byteLength(body)}`, ...extra];
    if (refusal.retryAfter !== undefined) headers.push('retry-after', `${refusal.retryAfter}`);
    // What was not read of a body that is too large is not waited for.
    if (refusal.code === 'too_large') headers.push('connection', 'close');
    response.writeHead(refusal.status, headers).end(body);
  }

  function answer(response: ServerResponse, outcome: Outcome): void {
    if (outcome === 'stored') response.writeHead(202, EMPTY_HEADERS).end();
    else if (outcome === 'noted') response.writeHead(204, OPEN_HEADERS).end();
    else response.writeHead(202, [...EMPTY_HEADERS, 'x-headcount-dropped', outcome]).end();
  }

  /** Whose request it is; counted, and told to whoever looks for undeclared proxies. */
  function admit(request: IncomingMessage): string | undefined {
    const connection = connectionOf(request);
    const { address } = connection;
    if (address === undefined) return undefined; // gone while it was read
    onConnection({ ...connection, address }, request.headers['user-agent'] ?? '');
    limitAddress(address);
    return address;
  }

  function takeHit(request: IncomingMessage, response: ServerResponse): void {
    const sender = senderOf(request, admit(request), false);
    const fail = (error: unknown) => refuse(response, error);
    const take = (body: unknown) => {
      record.one(readHit(body), sender).then((outcome) => answer(response, outcome), fail);
    };
    readBody(request, MAX_HIT_BYTES, take, fail);
  }

  function readHit(body: unknown): Hit {
    try {
      return parseHit(body);
    } catch (error) {
      noteMalformed(body, error);
      throw error;
    }
  }

  function noteMalformed(body: unknown, error: unknown): void {
    const site = (body as { s?: unknown } | null)?.s;
    if (typeof site === 'string' && error instanceof Refusal) onMalformed(site, error.message);
  }

  /** From a server with an ingest key: one hit, or an array of which all are taken or none. */
  function takeKeyed(request: IncomingMessage, response: ServerResponse, authorization: string): void {
    admit(request);
    const key = /^bearer +(\S+)$/i.exec(authorization)?.[1];
    if (key === undefined) {
      throw new Refusal('wrong_key', 'This is no key. Send “Authorization: Bearer <key>”, or no Authorization at all.');
    }
    const isOurSite = siteOfKey(key);
    if (!isOurSite) {
      throw new Refusal('wrong_key', 'This key is not known here. Make one with: npm run headcount -- key add <site>');
    }
    const fail = (error: unknown) => refuse(response, error);
    const take = (body: unknown) => {
      record.all(readKeyed(body, isOurSite, now())).then((outcomes) => answerKeyed(response, outcomes), fail);
    };
    readBody(request, MAX_HITS_BYTES, take, fail);
  }

  function answerKeyed(response: ServerResponse, outcomes: readonly Outcome[]): void {
    const dropped = outcomes.flatMap((reason, index) => (reason === 'stored' ? [] : [{ index, reason }]));
    const body = JSON.stringify({ stored: outcomes.length - dropped.length, dropped } satisfies KeyedReply);
    response.writeHead(202, [...BODY_HEADERS, ...JSON_TYPE, 'content-length', `${Buffer.byteLength(body)}`]).end(body);
  }

  /** For pages without JavaScript: every load of the picture is a view. */
  function takePixel(request: IncomingMessage, response: ServerResponse, query: string): void {
    const address = admit(request);
    const asked = pixelHit(new URLSearchParams(query), request.headers.referer);
    const hit = readHit({ k: 'view', p: randomBytes(8).toString('hex'), q: 0, ...asked });
    record.one(hit, senderOf(request, address, true)).then(
      (outcome) => {
        const dropped = outcome === 'stored' || outcome === 'noted' ? [] : ['x-headcount-dropped', outcome];
        response.writeHead(200, [...BODY_HEADERS, ...PIXEL.headers, ...dropped]).end(PIXEL.bytes);
      },
      (error) => refuse(response, error),
    );
  }

  function take(request: IncomingMessage, response: ServerResponse, isPixel: boolean, query: string): void {
    const { method, headers } = request;
    if (isPixel && method === 'GET') takePixel(request, response, query);
    else if (isPixel) {
      refuse(response, new Refusal('method_not_allowed', 'The pixel is fetched with GET.'), ['allow', 'GET']);
    } else if (method === 'POST') {
      const { authorization } = headers;
      if (authorization === undefined || BY_THE_BROWSER.test(authorization)) takeHit(request, response);
      else takeKeyed(request, response, authorization);
    } else if (method === 'OPTIONS') {
      // For clients that post application/json from a page: the browser asks first.
      response.writeHead(204, PREFLIGHT_HEADERS).end();
    } else {
      refuse(response, new Refusal('method_not_allowed', 'Hits are sent with POST.'), ['allow', 'POST, OPTIONS']);
    }
  }

  return (request, response) => {
    const { url = '' } = request;
    const end = url.indexOf('?');
    const path = end === -1 ? url : url.slice(0, end);
    const isPixel = pixelPaths.has(path);
    if (!isPixel && !hitPaths.has(path)) return false;
    try {
      take(request, response, isPixel, end === -1 ? '' : url.slice(end + 1));
    } catch (error) {
      refuse(response, error);
    }
    return true;
  };
}
