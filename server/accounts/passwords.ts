// Passwords are kept as argon2id hashes. OWASP's first recommendation: 19 MiB, two passes, one lane; about 35 ms each.
// At most two are computed at a time, so that a flood of sign-ins costs neither memory nor the live view its threads.
import { hash, verify } from '@node-rs/argon2';
import { Refusal } from '../errors.ts';

/** Of the library's `Algorithm`, a const enum that compiling file by file cannot look into. */
const ARGON2ID = 2;
const OPTIONS = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const AT_A_TIME = 2;
/** A second or two of work; beyond it nobody would wait for the answer. */
const MAX_WAITING = 60;

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
  if (running < AT_A_TIME) running += 1;
  else if (waiting.length >= MAX_WAITING) {
    throw new Refusal('overloaded', 'Too many people are signing in at this moment. Try again shortly.', {
      retryAfter: 5,
    });
  } else await new Promise<void>((resolve) => waiting.push(resolve)); // woken with the place of the one that ended
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, OPTIONS));
}

/** To spend the same time on an account that does not exist: made the same way, of a password that was thrown away. */
const DECOY = '$argon2id$v=19$m=19456,t=2,p=1$dCc8OFxYHjseM2iW8Z7CDg$IV676OCME5f2uknOrBN8Jnm2u4QH2iCjA38YvDYEuhU';

/** Whether the password belongs to the hash. Without a hash it takes as long and is false. */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  const matches = await inTurn(() => verify(passwordHash ?? DECOY, password));
  return matches && passwordHash !== undefined;
}
