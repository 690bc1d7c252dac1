// What the framework alone costs: one Fastify route that parses the JSON, answers 202, and keeps nothing.
import Fastify from 'fastify';
import { tellPort } from './tell-port.mjs';

const app = Fastify();
app.removeAllContentTypeParsers();
app.addContentTypeParser('text/plain', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));
app.post('/hit', async (_request, reply) => reply.code(202).send());
await app.listen({ host: '127.0.0.1', port: 0, backlog: 2048 });
tellPort(app.server);
