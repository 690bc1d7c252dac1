// Hosts that send hits but are registered as no site: the answer to "I pasted the snippet and nothing shows". In memory
// only, and few: anybody can send hits for any host.

export interface UnregisteredHost {
  host: string;
  hits: number;
  /** Of the last hit, ms since 1970. */
  t: number;
}

const KEPT = 50;
const SHOWN = 10;

export interface Unregistered {
  note(host: string, now: number): void;
  /** The host is a site now. */
  remove(host: string): void;
  /** The newest ten, newest first. */
  list(): UnregisteredHost[];
}

export function createUnregistered(): Unregistered {
  /** Oldest first: noting a host moves it to the end. */
  const hosts = new Map<string, UnregisteredHost>();
  return {
    note(host, now) {
      const hits = (hosts.get(host)?.hits ?? 0) + 1;
      hosts.delete(host);
      hosts.set(host, { host, hits, t: now });
      if (hosts.size > KEPT) hosts.delete(hosts.keys().next().value ?? '');
    },
    remove: (host) => void hosts.delete(host),
    list: () => [...hosts.values()].reverse().slice(0, SHOWN),
  };
}
