// What every collector is measured against: node:http that parses the JSON, answers 202, and keeps nothing.
import { createServer } from 'node:http';
import { tellPort } from './tell-port.mjs';

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    JSON.parse(body);
    response.statusCode = 202;
    response.end();
  });
});
server.listen({ host: '127.0.0.1', port: 0, backlog: 2048 }, () => tellPort(server));
