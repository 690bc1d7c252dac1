// Turns whatever was thrown below a route into the one shape of error that leaves the server. What is the caller's fault is
// said to the caller and not logged; what is ours is logged with its detail and said in general words.
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { MAX_HIT_BYTES } from './contract/hit.ts';
import { Refusal } from './errors.ts';

/** Fastify's own refusals, in our words. */
function fromFastify(error: FastifyError): Refusal | undefined {
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Refusal('wrong_content_type', 'Send JSON as application/json, or to the collector as text/plain.');
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Refusal('too_large', `The body is too large. A hit has at most ${MAX_HIT_BYTES} bytes.`);
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return new Refusal('bad_json', 'The body is not valid JSON.');
  }
  // Everything else that Fastify or its parsers blame the caller for (a bad Content-Length, a forbidden key …).
  const status = error.statusCode ?? 500;
  return status >= 400 && status < 500 ? new Refusal('bad_request', `${error.message.replace(/\.$/, '')}.`) : undefined;
}

/** `notFoundPage`: what a browser is shown at an address that does not exist; the dashboard's router says so in words. */
export function answerErrors(app: FastifyInstance, notFoundPage: string): void {
  const send = (reply: FastifyReply, refusal: Refusal) => {
    if (refusal.retryAfter !== undefined) reply.header('retry-after', String(refusal.retryAfter));
    return reply.code(refusal.status).send(refusal.toJSON());
  };

  app.setErrorHandler<FastifyError | Refusal>((error, request, reply) => {
    const refusal = error instanceof Refusal ? error : fromFastify(error);
    if (refusal) return send(reply, refusal);
    request.log.error({ err: error, req: request }, 'a request failed');
    return send(reply, new Refusal('internal', 'Something went wrong on the server. Its log says more.'));
  });

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
