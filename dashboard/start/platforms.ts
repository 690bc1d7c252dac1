// How the snippet gets into the pages of what blogs are made with. Pure.

export const PLATFORMS = ['html', 'wordpress', 'hugo', 'ghost', 'next', 'astro', 'vue', 'gtm'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** As they write themselves. */
export const PLATFORM_NAMES: { readonly [platform in Platform]: string } = {
  html: 'HTML',
  wordpress: 'WordPress',
  hugo: 'Hugo',
  ghost: 'Ghost',
  next: 'Next.js',
  astro: 'Astro',
  vue: 'Vue',
  gtm: 'Tag Manager',
};

interface Tag {
  src: string;
  site: string;
  /** It counts on this machine, too. */
  isLocal: boolean;
}

/** What the server's snippet says: `<script defer src="…" data-site="…" data-local></script>`. */
export function readSnippet(snippet: string): Tag {
  const attribute = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(snippet)?.[1] ?? '';
  return { src: attribute('src'), site: attribute('data-site'), isLocal: /\bdata-local\b/.test(snippet) };
}

/** A text in a script, which must not end the script that it stands in. */
const quoted = (text: string) => JSON.stringify(text).replaceAll('<', '\\u003c');

/** What to paste. */
export function snippetFor(platform: Platform, snippet: string): string {
  const { src, site, isLocal } = readSnippet(snippet);
  const attributes = `src="${src}" data-site="${site}"${isLocal ? ' data-local' : ''}`;
  switch (platform) {
    case 'wordpress':
      return `add_action( 'wp_head', function () { ?>\n${snippet}\n<?php } );`;
    case 'hugo':
      return isLocal ? snippet : `{{ if hugo.IsProduction }}\n${snippet}\n{{ end }}`;
    case 'next':
      return [
        "import Script from 'next/script';",
        '',
        '// … in <body>, behind {children}:',
        `<Script ${isLocal ? attributes.replace(' data-local', ' data-local=""') : attributes} />`,
      ].join('\n');
    case 'astro':
      return `<script is:inline defer ${attributes}></script>`;
    case 'gtm':
      return [
        '<script>',
        "  var counter = document.createElement('script');",
        `  counter.src = ${quoted(src)};`,
        `  counter.setAttribute('data-site', ${quoted(site)});`,
        ...(isLocal ? ["  counter.setAttribute('data-local', '');"] : []),
        '  document.head.appendChild(counter);',
        '</script>',
      ].join('\n');
    default:
      return snippet;
  }
}
