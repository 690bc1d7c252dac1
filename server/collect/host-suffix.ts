// Looks a host up in a list of names, its own name first and then without its first labels: mail.google.com, google.com,
// com. So one entry covers a whole domain, and a longer entry wins over a shorter one. Pure.

/** No DNS name is longer; URL allows thousands of labels, and each would cost a look-up. */
export const MAX_HOST = 253;
const MAX_LABELS = 8;

/** The longest of the host's last 8 label suffixes that `known` has; undefined when it has none. */
export function longestSuffix(host: string, known: { has(name: string): boolean }): string | undefined {
  if (host.length > MAX_HOST) return undefined;
  let start = host.length;
  for (let labels = 0; labels < MAX_LABELS && start > 0; labels++) start = host.lastIndexOf('.', start - 1);
  for (let from = start > 0 ? start + 1 : 0; ; ) {
    const name = host.slice(from);
    if (known.has(name)) return name;
    const dot = host.indexOf('.', from);
    if (dot === -1) return undefined;
    from = dot + 1;
  }
}
