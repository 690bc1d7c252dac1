// The script tag that a blog carries. Pure.

/**
 * `address` is the server's public address. `local`: the server is being tried out on the very machine, so the script is
 * told to count there too, where it otherwise keeps silent.
 */
export function snippet(address: string, scriptName: string, host: string, local: boolean): string {
  return `<script defer src="${address}/${scriptName}" data-site="${host}"${local ? ' data-local' : ''}></script>`;
}
