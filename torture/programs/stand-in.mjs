// A server as it must not be, for the controls of `kill` and others: it keeps hits in a text file, one key a line.
//   ack-first     answers 202, and writes what has gathered 20 ms later: loses what it acknowledged
//   no-memory     writes before it answers, but does not recognise a hit that is sent again: stores it twice
// A check that finds nothing wrong with these two would find nothing wrong with anything.
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const KEYS_FILE = 'keys.txt';
const DELAY_MS = 20;
const isAckFirst = process.argv[2] === 'ack-first';
const file = join(process.env.DATA_DIR ?? '', KEYS_FILE);
let gathered = '';

if (isAckFirst) {
  setInterval(() => {
    appendFileSync(file, gathered);
    gathered = '';
  }, DELAY_MS);
}

const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const { p, q } = JSON.parse(body);
  const answer = () => response.writeHead(202, { 'content-length': 0 }).end();
  if (isAckFirst) {
    gathered += `${p}:${q}\n`;
    answer();
  } else {
    appendFileSync(file, `${p}:${q}\n`);
    setTimeout(answer, DELAY_MS);
  }
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  process.stdout.write(`the stand-in is running on http://127.0.0.1:${process.env.PORT}\n`);
});
