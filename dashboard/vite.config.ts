// Builds the dashboard into dist/dashboard: relative to its own place (`base: './'`), since the path under which it is
// served is known at run time only, and compressed beforehand, so that the server never spends time on that.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin, type Rolldown } from 'vite';
import { allFaults, compiled, FILES } from './words/catalogues.ts';

/** What a browser has to fetch before it shows the first view, at most, in kB brotli. */
const BUDGETS = { JavaScript: 120, CSS: 12 };

/** Shared by views that come later, if at all: not worth a byte of the first one. */
const FETCHED_LATER = /\/dashboard\/(settings|start)\/|later\.ts$/;

const server = 'http://127.0.0.1:8080';

const FLAGS = join(import.meta.dirname, '../node_modules/country-flag-icons');
const { version: flagsVersion } = JSON.parse(readFileSync(join(FLAGS, 'package.json'), 'utf8')) as { version: string };
/** Named by what is in it, so that browsers may keep it for ever like every other asset. */
const flagsFolder = `assets/flags-${flagsVersion}`;

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  define: { FLAGS_FOLDER: JSON.stringify(flagsFolder) },
  plugins: [wholeCatalogues(), compiledCatalogues(), earlyTheme(), react(), flags(), compressed()],
  build: {
    outDir: '../dist/dashboard',
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'], // of light-dark(), which would be written out else
    rolldownOptions: {
      output: {
        // What several views share comes in one file and not in twenty: over HTTP/1.1 each would wait for its turn.
        codeSplitting: { groups: [{ name: 'shared', minShareCount: 2, test: (id) => !FETCHED_LATER.test(id) }] },
      },
    },
    assetsInlineLimit: 0, // a data: URL would be refused by the page's content security policy
  },
  server: { proxy: { '/api': server, '/hit': server, '/headcount.js': server, '/badge': server, '/try': server } },
});

/** A language that lacks a message fails the build. */
function wholeCatalogues(): Plugin {
  return {
    name: 'whole-catalogues',
    apply: 'build',
    buildStart() {
      const faults = allFaults();
      if (faults.length > 0) this.error(`The catalogues in dashboard/words are not whole.\n${faults.join('\n')}`);
    },
  };
}

/** Messages are read here and not by every browser, which saves it the 9 kB that reading takes. */
function compiledCatalogues(): Plugin {
  const languages = new Map(
    Object.entries(FILES).map(([name, words]) => [join(import.meta.dirname, 'words', `${name}.ts`), words]),
  );
  return {
    name: 'compiled-catalogues',
    apply: 'build',
    config: () => ({ resolve: { alias: { 'use-intl/format-message': 'use-intl/format-message/format-only' } } }),
    load(id) {
      const words = languages.get(id);
      return words && `export default ${JSON.stringify(compiled(words))}`;
    },
  };
}

/** The one script that runs before the page is painted; it would be too late as a part of the program. */
function earlyTheme(): Plugin {
  const source = readFileSync(join(import.meta.dirname, 'ui/early-theme.js'), 'utf8').replaceAll(/^\s*\/\/.*\n/gm, '');
  const fileName = `assets/theme-${createHash('sha256').update(source).digest('hex').slice(0, 8)}.js`;
  return {
    name: 'early-theme',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName, source });
    },
    transformIndexHtml: (_, { server: isDevelopment }) => [
      {
        tag: 'script',
        attrs: { src: isDevelopment ? '/ui/early-theme.js' : `./${fileName}` },
        injectTo: 'head-prepend',
      },
    ],
  };
}

/** Countries' flags as files that the server has: each is asked for when it is shown, and none is in a script. Their licence comes along. */
function flags(): Plugin {
  return {
    name: 'flags',
    apply: 'build',
    generateBundle() {
      const add = (name: string, from: string) =>
        this.emitFile({ type: 'asset', fileName: `${flagsFolder}/${name}`, source: readFileSync(join(FLAGS, from)) });
      for (const name of readdirSync(join(FLAGS, '3x2'))) {
        if (/^[A-Z]{2}\.svg$/.test(name)) add(name, `3x2/${name}`);
      }
      add('LICENSE.txt', 'LICENSE');
    },
  };
}

/** Leaves a .br and a .gz beside every file but index.html (the server completes that one), tells what the first view takes, and fails above it. */
function compressed(): Plugin {
  let outDir = '';
  const sizes: string[] = [];
  return {
    name: 'compressed',
    apply: 'build',
    configResolved(config) {
      outDir = join(config.root, config.build.outDir);
    },
    writeBundle(_, bundle) {
      const firstView = filesOfTheFirstView(bundle);
      const bytes = { JavaScript: 0, CSS: 0 };
      for (const name of readdirSync(outDir, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(js|css|svg|json|txt)$/.test(name)) continue;
        const content = readFileSync(join(outDir, name));
        const brotli = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } });
        writeFileSync(join(outDir, `${name}.br`), brotli);
        writeFileSync(join(outDir, `${name}.gz`), gzipSync(content, { level: 9 }));
        if (firstView.has(name)) bytes[name.endsWith('.css') ? 'CSS' : 'JavaScript'] += brotli.length;
      }
      for (const kind of ['JavaScript', 'CSS'] as const) {
        const size = `${kind} of the first view: ${(bytes[kind] / 1000).toFixed(1)} kB brotli`;
        if (bytes[kind] > BUDGETS[kind] * 1000)
          this.error(`${size}, and ${BUDGETS[kind]} at most. Import what it does not show lazily (ui/lazily.tsx).`);
        sizes.push(size);
      }
    },
    closeBundle() {
      for (const line of sizes.splice(0)) this.info(line);
    },
  };
}

/** Of the entries and all that they import outright, with the styles of each. */
function filesOfTheFirstView(bundle: Rolldown.OutputBundle): Set<string> {
  const files = new Set<string>();
  const walk = (name: string) => {
    const chunk = bundle[name];
    if (chunk?.type !== 'chunk' || files.has(name)) return;
    files.add(name);
    for (const style of chunk.viteMetadata?.importedCss ?? []) files.add(style);
    chunk.imports.forEach(walk);
  };
  for (const chunk of Object.values(bundle)) if (chunk.type === 'chunk' && chunk.isEntry) walk(chunk.fileName);
  return files;
}
