// Slows down guessing: five failures per account and address within a quarter of an hour, then wait. Never a permanent
// lock, which would let anybody lock the owner out.
import type { Clock } from '../clock.ts';
import { Refusal } from '../errors.ts';

const MAX_FAILURES = 5;
const WINDOW_MS = 15 * 60_000;
/** Oldest forgotten beyond it, so that guessing with made-up addresses cannot fill the memory. */
const MAX_KEPT = 10_000;

export interface Attempts {
  /**
   * Counts an attempt as failed before it is made, so that a hundred at the same time count a hundred. Throws a Refusal
   * `too_many_attempts` when this account and address have failed too often.
   */
  begin(email: string, address: string): void;
  succeeded(email: string, address: string): void;
  /** The attempt came to nothing for another reason (overload): it does not count. */
  withdraw(email: string, address: string): void;
}

export function createAttempts(clock: Clock): Attempts {
  const failures = new Map<string, number[]>();
  const keyOf = (email: string, address: string) => `${email.toLowerCase()} ${address}`;

  function recent(key: string): number[] {
    return (failures.get(key) ?? []).filter((at) => clock.monotonic() - at < WINDOW_MS);
  }

  return {
    begin(email, address) {
      const key = keyOf(email, address);
      const failed = recent(key);
      const [oldest] = failed;
      if (oldest === undefined || failed.length < MAX_FAILURES) {
        failures.delete(key);
        failures.set(key, [...failed, clock.monotonic()]);
        if (failures.size > MAX_KEPT) failures.delete(failures.keys().next().value ?? '');
        return;
      }
      const retryAfter = Math.ceil((oldest + WINDOW_MS - clock.monotonic()) / 1000);
      const minutes = Math.ceil(retryAfter / 60);
      throw new Refusal('too_many_attempts', `Too many failed attempts. Try again in ${minutes} minutes.`, {
        retryAfter,
      });
    },
    withdraw(email, address) {
      const key = keyOf(email, address);
      const failed = recent(key).slice(0, -1);
      if (failed.length > 0) failures.set(key, failed);
      else failures.delete(key);
    },
    succeeded: (email, address) => void failures.delete(keyOf(email, address)),
  };
}
