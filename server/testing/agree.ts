// What has to be the same a million times, in the inner loop of a random experiment: there `expect` would take most of the time.
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';

/** As `expect(seen).toEqual(wanted)`, which is asked only where they differ; `about` stands in the error. */
export function agree(seen: unknown, wanted: unknown, about?: unknown): void {
  if (!isDeepStrictEqual(seen, wanted)) expect(seen, about === undefined ? '' : JSON.stringify(about)).toEqual(wanted);
}
