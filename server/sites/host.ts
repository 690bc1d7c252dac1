// What counts as a site's name: a host, lower case, without www. and port. Pure.
import { isIP } from 'node:net';
import { Refusal } from '../errors.ts';

/** The host in a host or an address: lower case, umlauts in punycode, without port and trailing dot. */
export function hostIn(typed: string): string | undefined {
  const text = typed.trim();
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(address)) return undefined;
  // URL lower-cases those of the web, but not an app's.
  return new URL(address).hostname.toLowerCase().replace(/\.$/, '') || undefined;
}

export const withoutWww = (host: string) => host.replace(/^www\.(?=.*\.)/, '');

/** `www.` and apex are one site, so are upper and lower case, any port, and a trailing dot. */
export function normaliseHost(host: string): string | undefined {
  const whole = hostIn(host);
  return whole === undefined ? undefined : withoutWww(whole);
}

/** Names that mean "this very machine" to whoever uses them. `hostname` as URL gives it, IPv6 in brackets. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

/** Whether a normalised host could be a site's: a full name or an address, or this very machine. */
export function isSiteHost(host: string): boolean {
  if (isLoopback(host) || host.startsWith('[') || isIP(host) !== 0) return true;
  return host.length <= 253 && /^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/.test(host);
}

/**
 * The host in what a person typed: a host or a whole URL. `allowLoopback`: a site on this very machine makes sense, as it
 * does while trying things out on it. Throws a Refusal `bad_host`.
 */
export function parseSiteHost(typed: string, allowLoopback: boolean): string {
  const host = normaliseHost(typed);
  const refuse = (message: string): never => {
    throw new Refusal('bad_host', message, { field: 'host' });
  };
  if (host === undefined)
    return refuse('That is not an address of a site. Type it as in the browser, for example example.com.');
  if (isLoopback(host)) {
    return allowLoopback
      ? host
      : refuse(`${host} means the visitor's own machine. Type the address under which others reach the site.`);
  }
  return isSiteHost(host)
    ? host
    : refuse(`${host} is not a complete host name. Type it as in the browser, for example example.com.`);
}
