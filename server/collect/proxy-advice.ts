// Answers "is there a proxy in front that is not declared, or that keeps the readers' addresses to itself?", since then all
// readers look like one. The one
// insight: an undeclared proxy brings (nearly) everything, while who forges a header is one among the readers. In memory are
// the addresses of whoever came last and of whoever brings the most; one visitor's is never told: see each rule below.
import { createAddressRanges } from '../address-ranges.ts';
import { TRUST_PRESETS } from '../config.ts';
import { normalAddress } from '../ip-address.ts';

/** As sender.ts reads it. */
export interface ProxyEvidence {
  peer: string;
  /** The sender, as far as declared proxies can be believed; the peer itself when there are none. */
  address: string;
  /** By X-Forwarded-For, or by another header alone, which is not read. */
  forwardedBy: 'list' | 'other' | undefined;
  /** A declared proxy says that the address itself passes on what others sent. */
  isPassedOn: boolean;
}

export interface Advice {
  /**
   * `untrusted_forwarded`: nearly all hits come from one peer that passes on others' requests and is not declared.
   * `one_address`: nearly all hits seem to come from one address, which may be that of a proxy.
   * `declared_address`: the same, and it is declared as a proxy's.
   * `no_forwarded_for`: nearly all hits come from a proxy that sends no X-Forwarded-For.
   */
  code: 'untrusted_forwarded' | 'one_address' | 'declared_address' | 'no_forwarded_for';
  /** The address that it is about; of several in the same range, the last one. */
  peer: string;
  /** The exact line for the environment, with what is declared already; none where a line there does not help. */
  setting?: string;
}

export interface ProxyAdvice {
  /** Of every request to the collector; `now` in monotonic ms. At most 100 a second are looked at closely. */
  note(evidence: ProxyEvidence, userAgent: string, now: number): void;
  /** What is to be said now, if anything; changes with what comes in. */
  advice(now: number): Advice | undefined;
}

/** Shares are of about so many of the last hits. */
const RECENT = 200;
/** So many browsers are not one author who tests. */
const CROWD = 10;
/** Browsers are counted anew after so many hits: updates alone would make a crowd of one author within months. */
const CROWD_HITS = 1000;
/** So many behind one public address that passes nothing on are rather a proxy's readers than a household's. */
const LARGE_CROWD = 2 * CROWD;
/** How long a public address must have been the only one. */
const ALONE_MS = 15 * 60_000;

/** Looking closely takes 10 µs, as node's BlockList takes 2 µs per list: ten hits in a tenth of a second say enough. */
const LOOK_MS = 100;
const LOOKS = 10;

interface Leader {
  /** An address, or the name of a range; '' for hits that are nobody's. */
  key: string;
  /** As it came last. */
  address: string;
  /** Of the last hits, how many were the leader's, 0–1. */
  share: number;
  /** Since it leads; its own and others'. */
  hits: number;
  /** User agents, up to a large crowd of them, and those of the period before. */
  agents: Set<string>;
  agentsBefore: Set<string>;
}

/** Who brings the most, and how much of it; forgets by and by. What brings less than half gives way to the next. */
function createLeader() {
  const begin = (key: string): Leader => ({
    ...{ key, address: '', share: 0, hits: 0 },
    ...{ agents: new Set<string>(), agentsBefore: new Set<string>() },
  });
  let leader = begin('');

  function count(isLeaders: boolean): void {
    leader.hits += 1;
    leader.share += (Number(isLeaders) - leader.share) / Math.min(leader.hits, RECENT);
  }

  return {
    note(key: string, address: string, userAgent: string): void {
      count(key === leader.key);
      if (key !== leader.key) {
        if (leader.share >= 0.5) return;
        leader = begin(key);
        count(true);
      }
      leader.address = address;
      if (leader.hits % CROWD_HITS === 0) {
        leader.agentsBefore = leader.agents;
        leader.agents = new Set();
      }
      if (leader.agents.size < LARGE_CROWD) leader.agents.add(userAgent);
    },
    get: (): Readonly<Leader> => leader,
  };
}

const crowdOf = ({ agents, agentsBefore }: Leader) => new Set([...agents, ...agentsBefore]).size;

/** Who came last, and since when nobody else has. Of every hit, also those that are not looked at closely. */
function watchAlone() {
  let last = '';
  let since = 0;
  return {
    note(address: string, now: number): void {
      if (address === last) return;
      last = address;
      since = now;
    },
    isAlone: (address: string, now: number) => normalAddress(last) === address && now - since >= ALONE_MS,
  };
}

const readPresets = () => [...TRUST_PRESETS].map(([name, ranges]) => ({ name, isIn: createAddressRanges(ranges) }));
/** Read at the first hit: some milliseconds, which a start need not take. */
let presets: ReturnType<typeof readPresets> | undefined;

/** The narrowest preset that has the address; undefined for a public one. */
function presetOf(address: string): string | undefined {
  presets ??= readPresets();
  return presets.find(({ isIn }) => isIn(address))?.name;
}
/** The address alone, as a range. */
const rangeOf = (address: string) => `${address}/${address.includes(':') ? 128 : 32}`;

/**
 * `trusted`: the ranges that are declared. `setting`: TRUST_PROXY as it was written, '' when it was not.
 *
 * When it speaks:
 * - `untrusted_forwarded` at 90 % and 5 hits when the peer is loopback, private or Cloudflare's, whose hits count together:
 *   no reader comes from there. A public address could be a forger's, so it must have been the only peer for a quarter of an
 *   hour, with 100 hits of 10 user agents: on a site that has readers, a forger is never alone.
 * - `no_forwarded_for` in the same way, of whoever sends X-Real-IP or the like instead.
 * - `declared_address` at 95 % and 100 hits of 10 user agents: a proxy that says nothing of its readers, or readers who share
 *   an address of a declared range, which ends when the range is narrowed.
 * - `one_address` in the same way for a private or loopback address, or Cloudflare's. A public one could be a flood's, which must
 *   never be declared, so it must have been the only one for a quarter of an hour; and a household's, so there must be 20 user
 *   agents: of so many an address is nobody's own. It could still be an office, as could a private one; TRUST_PROXY=none says so. Of
 *   an address, private or public, that a declared proxy names, only hits count that it passes on for others.
 */
export function createProxyAdvice({ trusted, setting }: { trusted: readonly string[]; setting: string }): ProxyAdvice {
  const isTrusted = createAddressRanges(trusted);
  const forwarders = createLeader();
  /** Who passes on without the one header that is read. */
  const mutes = createLeader();
  const addresses = createLeader();
  const peers = watchAlone();
  const senders = watchAlone();
  let lookingSince = Number.NEGATIVE_INFINITY;
  let looks = 0;

  const entries = setting.split(',').map((entry) => entry.trim());
  const declared = entries.filter((entry) => entry !== '' && entry !== 'none');
  const isNoOther = entries.includes('none');
  const settingWith = (entry: string) => `TRUST_PROXY=${[...declared, entry].join()}`;

  /** That the leader passes on (nearly) all hits, and is no forger. */
  function isProxy(leader: Readonly<Leader>, now: number): boolean {
    const { key, address: peer, share, hits } = leader;
    if (key === '' || hits < 5 || share < 0.9) return false;
    if (TRUST_PRESETS.has(key)) return true;
    return peers.isAlone(peer, now) && hits >= 100 && crowdOf(leader) >= CROWD;
  }

  function forwarderAdvice(now: number): Advice | undefined {
    const leader = forwarders.get();
    if (!isProxy(leader, now)) return undefined;
    return { code: 'untrusted_forwarded', peer: leader.address, setting: settingWith(leader.key) };
  }

  function muteAdvice(now: number): Advice | undefined {
    const leader = mutes.get();
    return isProxy(leader, now) ? { code: 'no_forwarded_for', peer: leader.address } : undefined;
  }

  function addressAdvice(now: number): Advice | undefined {
    const leader = addresses.get();
    const { address: peer, share, hits } = leader;
    if (leader.key === '' || hits < 100 || share < 0.95 || crowdOf(leader) < CROWD) return undefined;
    if (isTrusted(peer)) return { code: 'declared_address', peer };
    if (isNoOther) return undefined;
    const preset = presetOf(peer);
    if (preset === undefined && !(senders.isAlone(peer, now) && crowdOf(leader) >= LARGE_CROWD)) return undefined;
    return { code: 'one_address', peer, setting: settingWith(preset ?? rangeOf(peer)) };
  }

  return {
    note({ peer, address, forwardedBy, isPassedOn }, userAgent, now) {
      peers.note(peer, now);
      senders.note(address, now);
      if (now - lookingSince >= LOOK_MS) {
        lookingSince = now;
        looks = 0;
      }
      if (++looks > LOOKS) return;

      const from = normalAddress(peer);
      const range = forwardedBy === undefined ? '' : (presetOf(from) ?? rangeOf(from));
      forwarders.note(forwardedBy === 'list' && !isTrusted(peer) ? range : '', from, userAgent);
      mutes.note(forwardedBy === 'other' ? range : '', from, userAgent);

      const sender = normalAddress(address);
      const preset = presetOf(sender);
      const isNamed = address !== peer && !isPassedOn;
      // Cloudflare's requests come from many of its addresses; whom a proxy names are readers, who have one each, or share one.
      const isReaders = (preset === 'private' || preset === undefined) && isNamed && !isTrusted(sender);
      addresses.note(isReaders ? '' : preset === 'cloudflare' ? preset : sender, sender, userAgent);
    },
    advice: (now) => forwarderAdvice(now) ?? muteAdvice(now) ?? addressAdvice(now),
  };
}
