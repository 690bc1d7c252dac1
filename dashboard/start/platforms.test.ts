// What is pasted carries the script's address and the site, whatever the pages are made with.
import { describe, expect, test } from 'vitest';
import { PLATFORMS, readSnippet, snippetFor } from './platforms.ts';

const PLAIN = '<script defer src="https://stats.example.com/headcount.js" data-site="example.com"></script>';
const LOCAL = '<script defer src="http://127.0.0.1:8080/headcount.js" data-site="localhost" data-local></script>';

describe.each(PLATFORMS)('%s', (platform) => {
  test.each([PLAIN, LOCAL])('says all that %s says', (snippet) => {
    const { src, site, isLocal } = readSnippet(snippet);
    const pasted = snippetFor(platform, snippet);
    expect(pasted).toContain(src);
    expect(pasted).toContain(site);
    expect(pasted.includes('data-local')).toBe(isLocal);
  });
});

test.each([
  ['html', PLAIN],
  ['ghost', PLAIN],
  ['vue', PLAIN],
  ['wordpress', `add_action( 'wp_head', function () { ?>\n${PLAIN}\n<?php } );`],
  ['hugo', `{{ if hugo.IsProduction }}\n${PLAIN}\n{{ end }}`],
  ['astro', '<script is:inline defer src="https://stats.example.com/headcount.js" data-site="example.com"></script>'],
] as const)('%s gets exactly this', (platform, pasted) => {
  expect(snippetFor(platform, PLAIN)).toBe(pasted);
});

test('in a script nothing can end the script', () => {
  expect(snippetFor('gtm', PLAIN.replace('example.com"', 'x</script>"')).match(/<\/script>/g)).toHaveLength(1);
});
