// What a server with an ingest key sends: one hit or an array of them, each with the visitor that the server saw. Pure.
import type { z } from 'zod';
import { CONTRACT_VERSION, KeyedHit, MAX_AGE_MS, MAX_AHEAD_MS, MAX_HITS, NewerKeyedHit } from '../contract/hit.ts';
import { Refusal } from '../errors.ts';
import { refuseInvalid } from '../zod-routes.ts';
import type { SeenHit } from './record.ts';

/** Written for a newer contract than this server's: what it does not know is passed over. */
export function isNewer(message: unknown): boolean {
  const version = (message as { v?: unknown } | null)?.v;
  return typeof version === 'number' && version > CONTRACT_VERSION;
}

/** Validates a body or an element of one; `prefix` stands before the field of a fault, such as `3.`. Throws a Refusal. */
export function parseWith<Value>(schema: z.ZodType<Value>, body: unknown, prefix = ''): Value {
  const result = schema.safeParse(body, { reportInput: true });
  if (!result.success) throw refuseInvalid(result.error, prefix);
  return result.data;
}

/**
 * Every hit of the body, with its sender and time. Throws a Refusal for the first that is not as it should be: its field
 * begins with the element's index (`3.u`). `isOurSite`: whether a hit names the site that the key was made for.
 */
export function readKeyed(body: unknown, isOurSite: (name: string) => boolean, now: number): SeenHit[] {
  const isArray = Array.isArray(body);
  if (isArray && (body.length === 0 || body.length > MAX_HITS)) {
    throw new Refusal('bad_request', `An array has 1 to ${MAX_HITS} hits. Send more in parts.`);
  }
  return (isArray ? body : [body]).map((element, index) => {
    const prefix = isArray ? `${index}.` : '';
    const schema = isNewer(element) ? NewerKeyedHit : KeyedHit;
    const { ip, ua, at = now, ...hit } = parseWith<KeyedHit>(schema, element, prefix);
    if (!isOurSite(hit.s)) {
      throw new Refusal('wrong_key', `This key is for another site than ${hit.s}. Use the key of that site.`, {
        field: `${prefix}s`,
      });
    }
    if (at < now - MAX_AGE_MS || at > now + MAX_AHEAD_MS) {
      throw new Refusal('bad_request', `${prefix}at must be a time within the last 24 hours, in ms since 1970.`, {
        field: `${prefix}at`,
      });
    }
    const sender = { address: ip, userAgent: ua, acceptLanguage: undefined, wantsPrivacy: false };
    return { hit, sender: { ...sender, isPrefetch: false, isSilent: true }, at };
  });
}
