// What nobody can leave out who promises the same: node:http, JSON, one HMAC-SHA-256 per hit for the visitor id, and an
// answer only after the hit is in a file and fdatasync has returned. Hits that arrive meanwhile share the next append.
import { createHmac, randomBytes } from 'node:crypto';
import { fdatasync, openSync, write } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { tellPort } from './tell-port.mjs';

/** As in the server: a group is at most this many hits. */
const MAX_HITS_PER_SYNC = 500;

const salt = randomBytes(16);
const file = openSync(join(process.env.DATA_DIR ?? '.', 'hits.log'), 'a');
/** @type {{line: string, acknowledge: () => void}[]} */
let queue = [];
let isWriting = false;

function flush() {
  if (isWriting || queue.length === 0) return;
  isWriting = true;
  const group = queue.slice(0, MAX_HITS_PER_SYNC);
  queue = queue.slice(MAX_HITS_PER_SYNC);
  const giveUp = (/** @type {Error | null} */ error) => {
    if (error) throw error;
  };
  write(file, group.map(({ line }) => line).join(''), (error) => {
    giveUp(error);
    fdatasync(file, (error) => {
      giveUp(error);
      isWriting = false;
      for (const { acknowledge } of group) acknowledge();
      flush();
    });
  });
}

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    const hit = JSON.parse(body);
    const sender = `${request.headers['x-forwarded-for']}${request.headers['user-agent']}`;
    const visitor = createHmac('sha256', salt).update(sender).digest('hex').slice(0, 16);
    queue.push({
      line: `${visitor} ${hit.p} ${hit.q} ${hit.u}\n`,
      acknowledge() {
        response.statusCode = 202;
        response.end();
      },
    });
    setImmediate(flush);
  });
});
server.listen({ host: '127.0.0.1', port: 0, backlog: 2048 }, () => tellPort(server));
