// Which pages have fetched the script: the answer to "is it on my pages at all?". In memory only and since the server's start; of a
// page no more than its host, and nothing of who loaded it.

export interface ScriptLoads {
  /** `host`: of the page, `''` where the browser kept it to itself. */
  note(host: string, now: number): void;
  /** When a page of the host last did, ms since 1970; undefined: none has. */
  of(host: string): number | undefined;
  /** The newest five of other hosts, newest first. */
  others(host: string): { host: string; t: number }[];
}

/** Anybody can name any host. */
const KEPT = 200;
const SHOWN = 5;

export function createScriptLoads(): ScriptLoads {
  /** Oldest first: noting a host moves it to the end. */
  const loads = new Map<string, number>();
  return {
    note(host, now) {
      loads.delete(host);
      loads.set(host, now);
      if (loads.size > KEPT) loads.delete(loads.keys().next().value ?? '');
    },
    of: (host) => loads.get(host),
    others: (host) =>
      [...loads]
        .filter(([other]) => other !== host)
        .slice(-SHOWN)
        .reverse()
        .map(([other, t]) => ({ host: other, t })),
  };
}
