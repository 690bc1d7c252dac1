// Turns whatever was thrown below a route into the one shape of error that leaves the server. What is the caller's fault is
// said to the caller and not logged; what is ours is logged with its detail and said in general words.
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from './clock.ts';
import { Refusal } from './errors.ts';
import { unlessHeard } from './http-server.ts';

/** Fastify's own refusals, in our words. */
function fromFastify(error: FastifyError): Refusal | undefined {
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Refusal('wrong_content_type', 'Send JSON as application/json.');
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Refusal('too_large', 'The body is too large.');
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new Refusal('bad_json', 'The body is empty. Send JSON.');
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return new Refusal('bad_json', 'The body is not valid JSON, or has a key that is not allowed.');
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new Refusal('not_found', 'This is not an address of this server. Correct it, or begin at the start page.');
  }
  // Everything else that Fastify or its parsers blame the caller for (a bad Content-Length, a forbidden key …).
  const status = error.statusCode ?? 500;
  return status >= 400 && status < 500 ? new Refusal('bad_request', `${error.message.replace(/\.$/, '')}.`) : undefined;
}

function send(reply: FastifyReply, refusal: Refusal) {
  if (refusal.retryAfter !== undefined) reply.header('retry-after', String(refusal.retryAfter));
  return reply.code(refusal.status).send(refusal.toJSON());
}

/** What Fastify refuses before it has found a route. */
export function answerFrameworkError(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  void send(reply, fromFastify(error) ?? new Refusal('bad_request', 'The request could not be understood.'));
}

/**
 * What Node's parser refuses before there is a request: the answer is written by hand, and the connection ended. One that was
 * opened ahead and has said nothing so far is given what a late server owes it: see unlessHeard.
 */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && socket.bytesRead === 0)
    unlessHeard(socket, () => endWithAnswer(error, socket));
  else endWithAnswer(error, socket);
}

function endWithAnswer(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const refusal =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? new Refusal('headers_too_large', 'The headers are too large. Send fewer cookies, or shorter ones.')
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? new Refusal('too_slow', 'The request took too long to arrive. Send it again.')
        : new Refusal('bad_request', 'This is not HTTP as it should be. Send the request again.');
  const body = JSON.stringify(refusal.toJSON());
  socket.end(
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\ncontent-type: application/json; charset=utf-8\r\n` +
      // It may have been a hit, of any page: nobody has read so far.
      'access-control-allow-origin: *\r\naccess-control-expose-headers: retry-after, x-headcount-dropped\r\n' +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    () => socket.destroy(), // whoever keeps their side open must not keep ours
  );
}

/** A disk that refuses is said in the log once a minute, not once a hit. */
const COMPLAIN_EVERY_MS = 60_000;

/** What an error says to whoever sent the request; what is ours is logged with its detail. */
export type Explain = (error: unknown, request?: FastifyRequest) => Refusal;

export function createExplain(app: FastifyInstance, clock: Clock): Explain {
  let complainedAt = Number.NEGATIVE_INFINITY;

  return (error, request) => {
    const refusal = error instanceof Refusal ? error : fromFastify(error as FastifyError);
    if (!refusal) {
      app.log.error({ err: error, ...(request ? { req: request } : {}) }, 'a request failed');
      return new Refusal('internal', 'Something went wrong on the server. Its log says more.');
    }
    if (refusal.code === 'storage_failed' && clock.monotonic() - complainedAt >= COMPLAIN_EVERY_MS) {
      complainedAt = clock.monotonic();
      app.log.error(`what is to be stored is being refused: ${refusal.message} Is the disk full?`);
    }
    return refusal;
  };
}

/** `notFoundPage`: what a browser is shown at an address that does not exist; the dashboard's router says so in words. */
export function answerErrors(app: FastifyInstance, notFoundPage: string, explain: Explain): void {
  app.setErrorHandler<FastifyError | Refusal>((error, request, reply) => send(reply, explain(error, request)));

  app.setNotFoundHandler((request, reply) => {
    const isBrowsing = request.method === 'GET' && request.headers.accept?.includes('text/html');
    if (isBrowsing && !request.url.startsWith('/api/'))
      return reply.code(404).type('text/html; charset=utf-8').send(notFoundPage);
    return send(
      reply,
      new Refusal('not_found', 'There is nothing at this address. Correct it, or begin at the start page.'),
    );
  });
}
