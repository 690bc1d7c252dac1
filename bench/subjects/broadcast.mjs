// The least that a live dashboard costs on Node: hits are parsed and answered 202, streams are answered with chunks, and what
// was PUT as the frame (or FRAME_BYTES of nothing) is written to every stream as it is, whenever a hit of the first site comes,
// whether anybody reads or not. Keeps nothing.
import { createServer } from 'node:http';
import { tellPort } from './tell-port.mjs';

/** @type {Set<import('node:http').ServerResponse>} */
const streams = new Set();
const { SITES = '', FRAME_BYTES = '0' } = process.env;
let site = SITES.split(',')[0];
/** As who makes a frame anew for each watcher. */
const isEachItsOwn = FRAME_BYTES !== '0';
let frame = Buffer.from(
  `event: state\ndata: {"pages":[],"site":"${site}","pad":"${'x'.repeat(Number(FRAME_BYTES))}"}\n\n`,
);

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    streams.add(response);
    response.on('close', () => streams.delete(response));
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
    response.write(frame);
    return;
  }
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    const said = JSON.parse(body);
    if (request.method === 'PUT') {
      site = said.site;
      frame = Buffer.from(`event: state\ndata: ${JSON.stringify(said)}\n\n`);
    } else if (said.s === site) for (const stream of streams) stream.write(isEachItsOwn ? Buffer.from(frame) : frame);
    response.statusCode = 202;
    response.end();
  });
});
server.listen({ host: '127.0.0.1', port: 0, backlog: 2048 }, () => tellPort(server));
