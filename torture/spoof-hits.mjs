// What both halves of the experiment need: a hit with a head of one's own, and whom the server took its sender for.
import { join } from 'node:path';
import { Database } from './stored.mjs';

/** A hit as it goes over the wire. `extra`: further lines of its head, each ended. @param {string} extra @param {object} message */
export function hitBytes(extra, message) {
  const body = JSON.stringify(message);
  const head = `POST /hit HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain\r\n`;
  return Buffer.from(`${head}${extra}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`, 'latin1');
}

/** Page instance → visitor id. @param {string} dataDir @returns {Map<string, string | null>} */
export function readVisitors(dataDir) {
  const db = new Database(join(dataDir, 'headcount.db'), { readonly: true });
  try {
    return new Map(
      /** @type {any[]} */ (db.prepare('SELECT lower(hex(page_instance)), lower(hex(visitor)) FROM hits').raw().all()),
    );
  } finally {
    db.close();
  }
}
