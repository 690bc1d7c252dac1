// Why nobody comes, as far as the server can tell: what is known of script, hits and connection becomes one sentence with the next
// step. Pure.
import type { ScriptReply } from '../../server/contract/browser.ts';

export interface Known {
  /** The connection to the server is there. */
  isListening: boolean;
  /** Hosts that send hits and are no sites here. */
  unregistered: readonly string[];
  /** Hits of the site that were not counted. */
  rejected: number;
  /** What stands above everything. */
  notices: readonly string[];
  /** Undefined while it is being asked. */
  script: ScriptReply | undefined;
}

export type Finding =
  | { is: 'offline' | 'dropped' | 'proxy' }
  | { is: 'unregistered'; hosts: readonly string[] }
  | { is: 'blocked' | 'unknown'; at: number }
  | { is: 'elsewhere'; host: string; at: number }
  | { is: 'none'; since: number };

const PROXIES = ['untrusted_forwarded', 'one_address', 'declared_address', 'no_forwarded_for'];

/** What stands in the way most certainly comes first. */
export function findingsOf({ isListening, unregistered, rejected, notices, script }: Known): Finding[] {
  if (!isListening) return [{ is: 'offline' }];
  const found: Finding[] = [];
  if (rejected > 0) found.push({ is: 'dropped' });
  if (unregistered.length > 0) found.push({ is: 'unregistered', hosts: unregistered });
  if (notices.some((code) => PROXIES.includes(code))) found.push({ is: 'proxy' });
  // Whoever is turned away has fetched the script: then it says nothing new.
  if (script && rejected === 0) found.push(...ofScript(script, unregistered));
  return found;
}

function ofScript({ since, loadedAt, elsewhere }: ScriptReply, unregistered: readonly string[]): Finding[] {
  if (loadedAt !== null) return [{ is: 'blocked', at: loadedAt }];
  const [other] = elsewhere.filter(({ host }) => !unregistered.includes(host));
  if (other) {
    return [other.host === '' ? { is: 'unknown', at: other.t } : { is: 'elsewhere', host: other.host, at: other.t }];
  }
  return unregistered.length > 0 ? [] : [{ is: 'none', since }];
}
