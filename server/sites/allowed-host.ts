// The hosts whose hits count: one, or all below one (`*.example.com`). As a person types them, as they are kept, and which hosts
// they mean. Pure.
import { hostIn, withoutWww } from './host.ts';

/** A name of one or more labels, or an address. No other host can a page have. */
const isHost = (host: string) => host.length <= 253 && /^(?:[\w-]+(?:\.[\w-]+)*|\[[\da-f:.]+\])$/.test(host);

/**
 * As it is kept: lower case, in punycode, without port; of a whole address the host; without www., unless for all below that. Or
 * what is wrong, as the end of a sentence that begins with what was typed.
 */
export function readAllowedHost(typed: string): string | { wrong: string } {
  const host = hostIn(typed);
  if (/^(?:\*\.?)+$/.test(host ?? typed)) return { wrong: 'stands for any host. Leave the list empty instead.' };
  const isBelow = host?.startsWith('*.') ?? false;
  const name = isBelow ? host?.slice(2) : host && withoutWww(host);
  if (name !== undefined && isHost(name)) return isBelow ? `*.${name}` : name;
  return typed.includes('*')
    ? { wrong: 'has a * where none is understood. Type *.example.com for every host below that one.' }
    : { wrong: 'is not a host, such as blog.example.com. Correct it, or leave it out.' };
}

/** A question: may hits of this host, as URL gives it, count? `allowed` as they are kept; none: any may. */
export function createAllowedHosts(allowed: readonly string[]): (host: string) => boolean {
  // The star alone was once kept, and whoever typed it meant any.
  if (allowed.length === 0 || allowed.includes('*')) return () => true;
  const names = new Set(allowed);
  const ends = allowed.filter((name) => name.startsWith('*.')).map((name) => name.slice(1));
  return (host) => {
    const whole = hostIn(host) ?? host;
    return names.has(withoutWww(whole)) || ends.some((end) => whole.endsWith(end));
  };
}
