// Sends bytes that may be anything and reads what HTTP comes back: status codes only, and whether there was an answer at all.
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What was not answered by then counts as unanswered. */
const PATIENCE_MS = 20_000;

/** The length of the first complete answer in the text and its status, or undefined while it is incomplete. */
function firstAnswer(text, isHead) {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return undefined;
  const status = Number(text.slice(9, 12));
  const body = head + 4;
  if (status === 100) {
    const rest = firstAnswer(text.slice(body), isHead);
    return rest && { ...rest, length: rest.length + body };
  }
  const closes = /\r\nconnection: close/i.test(text.slice(0, head));
  if (isHead || status === 204 || status === 304) return { status, closes, length: body };
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(text.slice(0, head + 2))?.[1] ?? Number.NaN);
  if (!Number.isNaN(length)) return text.length < body + length ? undefined : { status, closes, length: body + length };
  const end = text.indexOf('\r\n0\r\n\r\n', head);
  return end < 0 ? undefined : { status, closes, length: end + 7 };
}

/** One kept-alive connection that asks one thing at a time. @param {number} port @param {string} [localAddress] whom it comes from */
export function createAsker(port, localAddress) {
  /** @type {import('node:net').Socket | undefined} */
  let socket;
  let text = '';
  let isHead = false;
  /** @type {((status: number) => void) | undefined} */
  let settle;

  function answer(status) {
    const waiting = settle;
    settle = undefined;
    waiting?.(status);
  }

  function open() {
    const made = connect({ port, host: '127.0.0.1', noDelay: true, ...(localAddress ? { localAddress } : {}) });
    made.setTimeout(PATIENCE_MS, () => made.destroy());
    made.on('data', (data) => {
      text += data.toString('latin1');
      const first = firstAnswer(text, isHead);
      if (!first) return;
      text = text.slice(first.length);
      if (first.closes) drop();
      answer(first.status);
    });
    made.on('error', () => undefined); // `close` follows
    made.on('close', () => {
      if (socket !== made) return;
      drop();
      answer(0);
    });
    return made;
  }

  function drop() {
    const dropped = socket;
    socket = undefined;
    text = '';
    dropped?.destroy();
  }

  return {
    /** The status; 0: the connection was closed or nothing came for 20 s. @param {Buffer} bytes @param {string} method */
    ask(bytes, method) {
      isHead = method === 'HEAD';
      socket ??= open();
      socket.write(bytes);
      return new Promise((/** @type {(status: number) => void} */ resolve) => {
        settle = resolve;
      });
    },
    close: drop,
  };
}

/** A request that deserves no answer may wait for one. */
const GRACE_MS = 25;

/**
 * Opens a connection, writes the pieces one by one, ends its side once the valid requests among them are answered (Node
 * answers nobody whose side has ended), and resolves with every status that came back and with whether the server let go.
 *
 * @param {number} port
 * @param {import('./fuzz-raw.mjs').RawRequest} request
 */
export async function sendRaw(port, { pieces, pauseMs, valid }) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let text = '';
  let wasClosed = true;
  socket.setTimeout(PATIENCE_MS, () => {
    wasClosed = false;
    socket.destroy();
  });
  socket.on('data', (data) => {
    text += data.toString('latin1');
  });
  socket.on('error', () => undefined); // reset while it still wrote: the server has heard enough
  const closed = new Promise((resolve) => socket.on('close', resolve));
  for (const piece of pieces) {
    if (socket.destroyed) break;
    socket.write(piece);
    if (pauseMs > 0) await sleep(pauseMs);
    else await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.race([closed, sleep(valid > 0 ? PATIENCE_MS : GRACE_MS, undefined, { ref: false })]);
  socket.end();
  await closed;
  const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)]
    .map(([, status]) => Number(status))
    .filter((status) => status !== 100);
  return { statuses, wasClosed };
}
