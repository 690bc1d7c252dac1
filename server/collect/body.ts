// Reads the body of a request to the collector: JSON of a bounded size, whichever of two types it says it has.
import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Refusal } from '../errors.ts';
import { atEndOfTurn } from './turn.ts';

// text/plain is what spares a page the preflight; both are JSON to us, and nothing else is taken.
const CONTENT_TYPE = /^\s*(?:text\/plain|application\/json)\s*(?:;|$)/i;
/** What nearly everybody sends; nothing more is to be asked. */
const USUAL_TYPE = /^(?:text\/plain|application\/json)(?:; ?charset=utf-8)?$/i;
/** JSON is UTF-8 (RFC 8259 8.1), of which ASCII is a part; anything else would be read wrong. */
const CHARSET = /;\s*charset\s*=\s*"?([^\s;"]*)/i;
const UTF8 = /^(?:utf-?8|us-ascii)$/i;

const PROTOTYPE_KEYS = ['__proto__', 'constructor', 'prototype'];

/** No property of an event can be called so: see contract/hit.ts. */
const NO_NAMES = ['', ...PROTOTYPE_KEYS];

/**
 * Whether an object has a key of its own that could reach another's prototype. Only `d` has objects within objects: what a page calls
 * its properties is not its script's to judge, so those that cannot be are taken out, and the event goes on without them.
 */
function hasPrototypeKey(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(hasPrototypeKey);
  for (const key of PROTOTYPE_KEYS) if (Object.hasOwn(value, key)) return true;
  if ('d' in value) dropNameless(value.d);
  return false;
}

function dropNameless(properties: unknown): void {
  if (typeof properties !== 'object' || properties === null) return;
  for (const name of NO_NAMES) if (Object.hasOwn(properties, name)) Reflect.deleteProperty(properties, name);
}

/** Why the body cannot be read as it is declared; undefined when it can. */
function refuseHead(headers: IncomingHttpHeaders): Refusal | undefined {
  const type = headers['content-type'] ?? '';
  if (!USUAL_TYPE.test(type)) {
    if (!CONTENT_TYPE.test(type))
      return new Refusal('wrong_content_type', 'Send JSON as text/plain or application/json.');
    const charset = CHARSET.exec(type)?.[1];
    if (charset !== undefined && !UTF8.test(charset))
      return new Refusal('wrong_content_type', 'Send the JSON as UTF-8; other character sets are not read.');
  }
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity')
    return new Refusal('wrong_content_type', 'Send the body as it is, without Content-Encoding.');
  return undefined;
}

/** Node puts U+FFFD in the place of what is no UTF-8. Only where there is one is looked closely: it may have been sent. */
function decode(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (text.includes('\ufffd') && !isUtf8(bytes))
    throw new Refusal('bad_json', 'The body is not valid UTF-8. Send the JSON as UTF-8.');
  return text;
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
  const unreadable = refuseHead(headers);
  if (unreadable) {
    fail(unreadable);
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
        const whole = more ? Buffer.concat(more) : first;
        done(parse(whole ? decode(whole) : ''));
      } catch (error) {
        fail(error);
      }
    });
  });
}
