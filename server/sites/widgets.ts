// The lines by which a site shows its own readers how many of them are here now, and the address of a page's number of views. Pure.
import type { Site } from '../contract/browser.ts';

/** `address` is the server's public address; `host` a registered one, which needs no escaping in HTML. */
export function widgetLines(address: string, host: string): Site['widgets'] {
  const badge = `${address}/badge/${encodeURIComponent(host)}.svg`;
  return {
    badgeHtml: `<img src="${badge}" alt="How many are reading ${host} now" height="20">`,
    badgeMarkdown: `![How many are reading ${host} now](${badge})`,
    script: `<script defer src="${address}/here.js" data-site="${host}"></script>`,
  };
}

/** Of the page at `path`. */
export const pageviewsUrl = (address: string, host: string, path: string): string =>
  `${address}/api/sites/${encodeURIComponent(host)}/pageviews?path=${encodeURIComponent(path)}`;
