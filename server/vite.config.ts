// The program in one file, dist/headcount.js, from what tsc made of it: Node then finds and reads two files instead of six hundred,
// which halves the time until the server is ready. What is native stays in node_modules.
import { defineConfig } from 'vite';

export default defineConfig({
  root: '.',
  logLevel: 'warn',
  ssr: { noExternal: true, external: ['@node-rs/argon2'] },
  build: {
    ssr: 'dist/server/main.js',
    outDir: 'dist',
    emptyOutDir: false,
    target: 'node20',
    minify: false,
    rolldownOptions: { output: { entryFileNames: 'headcount.js', codeSplitting: false } },
  },
});
