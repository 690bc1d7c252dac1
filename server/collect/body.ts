// Reads the body of a request to the collector: JSON of a bounded size, whichever of two types it says it has.
import type { IncomingMessage } from 'node:http';
import { Refusal } from '../errors.ts';
import { atEndOfTurn } from './turn.ts';

// text/plain is what spares a page the preflight; both are JSON to us, and nothing else is taken.
const CONTENT_TYPE = /^\s*(?:text\/plain|application\/json)\s*(?:;|$)/i;

const PROTOTYPE_KEYS = ['__proto__', 'constructor', 'prototype'];

/** Whether an object has a key of its own that could reach another's prototype. Only `d` has objects within objects. */
function hasPrototypeKey(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(hasPrototypeKey);
  for (const key of PROTOTYPE_KEYS) if (Object.hasOwn(value, key)) return true;
  return 'd' in value && hasPrototypeKey(value.d);
}

function parse(text: string): unknown {
  if (text === '') throw new Refusal('bad_json', 'The body is empty. Send JSON.');
  try {
    const body: unknown = JSON.parse(text);
    if (!hasPrototypeKey(body)) return body;
  } catch {} // of JSON.parse, or of a stack that a deeply nested body would overflow
  throw new Refusal('bad_json', 'The body is not valid JSON, or has a key that is not allowed.');
}

/**
 * Calls `done` with the parsed body, at the end of the turn of the event loop in which it was whole; or `fail` with a
 * Refusal (`wrong_content_type`, `too_large`, `bad_json`) or with what `done` threw. Neither when the connection ends before the body is whole.
 */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
  done: (body: unknown) => void,
  fail: (error: unknown) => void,
): void {
  const { headers } = request;
  const tooLarge = () => new Refusal('too_large', `The body is too large. Send at most ${maxBytes} bytes.`);
  if (Number(headers['content-length'] ?? 0) > maxBytes) {
    fail(tooLarge());
    return;
  }
  if (!CONTENT_TYPE.test(headers['content-type'] ?? '')) {
    fail(new Refusal('wrong_content_type', 'Send JSON as text/plain or application/json.'));
    return;
  }

  let first: Buffer | undefined;
  let more: Buffer[] | undefined;
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      request.removeAllListeners('data').removeAllListeners('end');
      fail(tooLarge());
    } else if (first === undefined) first = chunk;
    else {
      more ??= [first];
      more.push(chunk);
    }
  });
  request.on('end', () => {
    atEndOfTurn(() => {
      try {
        done(parse((more ? Buffer.concat(more) : first)?.toString('utf8') ?? ''));
      } catch (error) {
        fail(error);
      }
    });
  });
}
