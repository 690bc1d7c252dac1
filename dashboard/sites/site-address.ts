// Where a site is on the web. A registered site is a host only; everything public speaks https, what is on this machine or
// named by its number speaks http more often than not.

const SPEAKS_HTTP = /^(localhost|.+\.localhost|\d+(\.\d+){3}|\[.*\])(:\d+)?$/i;

export const siteOrigin = (host: string) => `${SPEAKS_HTTP.test(host) ? 'http' : 'https'}://${host}`;

/** A tracked page's address. What is not a path of the site gets none. */
export function pageAddress(host: string, path: string): string | null {
  const address = `${siteOrigin(host)}${path}`;
  return path.startsWith('/') && URL.canParse(address) ? address : null;
}
