// Builds the script and refuses to build it too large: `vite build -c tracker/vite.config.ts` writes dist/tracker/,
// prints the sizes and fails above the cap.
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** Custom events (`data-track`) will bring their own bytes, and a cap of 1250. */
const maxBrotliBytes = 9950;

/** The server writes its collect path over this once, when it serves the script. */
const placeholder = '%COLLECT%';

/** Prints what the script weighs, and fails the build above `cap` bytes of brotli (quality 11). */
export const sizeCap = (cap: number): Plugin => {
  let print = (_line: string): void => {};
  return {
    name: 'size-cap',
    configResolved(config) {
      print = (line) => config.logger.info(line);
    },
    // After minifying and before writing: a script above the cap never reaches the disk.
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue;
        const code = Buffer.from(file.code);
        const brotli = brotliCompressSync(code, {
          params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: code.length },
        }).length;
        const sizes = { raw: code.length, gzip: gzipSync(code, { level: 9 }).length, brotli, cap };
        print(`\n${file.fileName}`);
        for (const [name, bytes] of Object.entries(sizes)) print(`  ${name.padEnd(6)} ${String(bytes).padStart(6)} B`);
        if (brotli > cap)
          this.error(`${file.fileName} is ${brotli} bytes of brotli, ${brotli - cap} above its cap of ${cap}`);
        if (file.code.split(placeholder).length !== 2) this.error(`${file.fileName} must contain ${placeholder} once`);
      }
    },
  };
};

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [sizeCap(maxBrotliBytes)],
  build: {
    lib: { entry: 'tracker.ts', formats: ['iife'], name: 'headcount', fileName: () => 'headcount.js' },
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
      // Short names for whatever begins with an underscore: no name of the contract or of the browser does.
      mangle: { properties: { regex: /^_/ } },
      format: { comments: false },
    },
  },
});
