// Builds the script and refuses to build it too large: `vite build -c tracker/vite.config.ts` writes dist/tracker/,
// prints the sizes and fails above a cap. There is one cap for the script as shipped, and one for what is left of it
// without custom events, which is built in memory and only measured: what a plain pageview costs, among its peers. The
// widget for a blog's own readers (here.js) is built along with it, and has a cap of its own.
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build, defineConfig, type Plugin, type UserConfig } from 'vite';

const maxBrotliBytes = 1_250;
const maxBrotliBytesWithoutExtras = 950;
const maxBrotliBytesOfWidget = 700;

/** The server writes its collect path over this once, when it serves the script. */
const placeholder = '%COLLECT%';

/**
 * Prints what the script weighs, and fails the build above `cap` bytes of brotli (quality 11). `places`: how often the
 * collect path's place is in it.
 */
export const sizeCap = (cap: number, print?: (line: string) => void, places = 1): Plugin => {
  let say = print ?? ((_line: string): void => {});
  return {
    name: 'size-cap',
    configResolved(config) {
      say = print ?? ((line) => config.logger.info(line));
    },
    // After minifying and before writing: a script above the cap never reaches the disk.
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue;
        if (file.code.split(placeholder).length !== places + 1)
          this.error(`${file.fileName} must contain ${placeholder} ${places === 1 ? 'once' : 'nowhere'}`);
        const code = Buffer.from(file.code);
        const brotli = brotliCompressSync(code, {
          params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: code.length },
        }).length;
        const sizes = { raw: code.length, gzip: gzipSync(code, { level: 9 }).length, brotli, cap };
        say(`\n${file.fileName}`);
        for (const [name, bytes] of Object.entries(sizes)) say(`  ${name.padEnd(6)} ${String(bytes).padStart(6)} B`);
        if (brotli > cap)
          this.error(`${file.fileName} is ${brotli} bytes of brotli, ${brotli - cap} above its cap of ${cap}`);
      }
    },
  };
};

/** Everything but the caps. `fileName` is what the sizes are printed under. */
const script = (fileName: string, extras: boolean, entry = 'tracker.ts'): UserConfig => ({
  root: fileURLToPath(new URL('.', import.meta.url)),
  define: { EXTRAS: `${extras}` },
  build: {
    lib: { entry, formats: ['iife'], name: 'headcount', fileName: () => fileName },
    outDir: '../dist/tracker',
    emptyOutDir: true,
    // Syntax that the browsers of 2020 understand: Chrome 80, Firefox 78, Safari 14.
    target: 'es2020',
    reportCompressedSize: false,
    minify: 'terser',
    terserOptions: {
      toplevel: true,
      compress: {
        ecma: 2020,
        booleans_as_integers: true,
        passes: 3,
        unsafe: true,
        unsafe_arrows: true,
        pure_getters: true,
      },
      format: { comments: false },
    },
  },
});

/** Holds the same source to `cap` without its extras. */
export const sizeCapWithoutExtras = (cap: number): Plugin => {
  let print = (_line: string): void => {};
  return {
    name: 'size-cap-without-extras',
    configResolved(config) {
      print = (line) => config.logger.info(line);
    },
    async buildStart() {
      const plain = script('headcount.js without extras', false);
      await build({
        ...plain,
        configFile: false,
        logLevel: 'silent',
        plugins: [sizeCap(cap, print)],
        build: { ...plain.build, write: false },
      });
    },
  };
};

/** Builds the widget beside the script, under its own cap; in memory only where the script is. */
export const widget = (cap: number): Plugin => {
  let print = (_line: string): void => {};
  let isWritten = true;
  return {
    name: 'widget',
    configResolved(config) {
      print = (line) => config.logger.info(line);
      isWritten = config.build.write;
    },
    // After the script, which empties the folder.
    async closeBundle() {
      const plain = script('here.js', false, 'here.ts');
      await build({
        ...plain,
        configFile: false,
        logLevel: 'silent',
        plugins: [sizeCap(cap, print, 0)],
        build: { ...plain.build, write: isWritten, emptyOutDir: false },
      });
    },
  };
};

export default defineConfig({
  ...script('headcount.js', true),
  plugins: [sizeCapWithoutExtras(maxBrotliBytesWithoutExtras), sizeCap(maxBrotliBytes), widget(maxBrotliBytesOfWidget)],
});
