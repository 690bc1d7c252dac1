// How long to wait before the next try: full jitter, so that a restarted server is not met by every dashboard at once; and
// never long, since somebody may be looking.

export interface BackOff {
  /** A random time below a ceiling that doubles with every call: 1 s, 2 s, 4 s … 10 s. */
  nextDelayMs(): number;
  /** Begins again at the first ceiling. */
  reset(): void;
}

const FIRST_CEILING_MS = 1_000;
const LAST_CEILING_MS = 10_000;

export function createBackOff(random: () => number): BackOff {
  let tries = 0;
  return {
    nextDelayMs() {
      const ceiling = Math.min(LAST_CEILING_MS, FIRST_CEILING_MS * 2 ** tries);
      tries += 1;
      return random() * ceiling;
    },
    reset() {
      tries = 0;
    },
  };
}
