// The program in one file, dist/program.cjs, from what tsc made of it: Node then finds and reads a few files instead of six hundred,
// which halves the time until the server is ready. What is native stays in node_modules. dist/headcount.js runs it: see program.ts.
//
// In ASCII: V8 keeps the text of a program, in two bytes a character as soon as one of them is not Latin. Names and lines stay:
// a stack trace says where, and Node prints the line of an error that nobody caught.
import { defineConfig, minifySync, type Plugin } from 'vite';

const ascii: Plugin = {
  name: 'ascii',
  // At the very end: what comes before prints it anew.
  generateBundle(_, files) {
    for (const file of Object.values(files)) {
      if (file.type !== 'chunk') continue;
      const codegen = { removeWhitespace: false, asciiOnly: true, legalComments: 'inline' as const };
      const { code, errors } = minifySync(file.fileName, file.code, { compress: false, mangle: false, codegen });
      if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
      file.code = code;
    }
  },
};

/**
 * What packages name and this program never asks them for: Fastify's validator and serializer (zod-routes.ts stands in for both), and
 * how @fastify/static would look for all files of a folder. Reading their text would be a fifth of the start.
 */
const UNUSED = ['@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler', 'glob'];
const leftOut: Plugin = {
  name: 'left-out',
  enforce: 'pre',
  resolveId: (name) => (UNUSED.includes(name) ? `\0left-out:${name}` : undefined),
  load: (id) =>
    id.startsWith('\0left-out:')
      ? `exports.glob = () => { throw new Error(${JSON.stringify(`${id.slice(1)} of the program, by server/vite.config.ts`)}); };`
      : undefined,
};

/**
 * Fastify's router compiles a function for each piece of a path, with `new Function`: twenty milliseconds of a start, for a comparison
 * that V8 does as quickly as it is.
 */
const COMPILED_PREFIX = /const lines = \[\]\s+for \(let i = 1; i < prefix\.length.*?return new Function\([^\n]*/s;
const plainPrefixes: Plugin = {
  name: 'plain-prefixes',
  transform(code, id) {
    if (!id.endsWith('/find-my-way/lib/node.js')) return undefined;
    const plain = code.replace(COMPILED_PREFIX, 'return (path, i) => path.startsWith(prefix, i)');
    if (plain === code)
      throw new Error('find-my-way compiles its prefixes otherwise by now: see server/vite.config.ts');
    return plain;
  },
};

const LAUNCHER = `#!/usr/bin/env node
import { openProgram } from './server/program.js';
import { startRecorderAhead } from './server/store/recorder-ahead.js';

if (process.argv.length === 2 || process.argv[2] === 'serve') startRecorderAhead();
openProgram().run();
`;
const launcher: Plugin = {
  name: 'launcher',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'headcount.js', source: LAUNCHER });
  },
};

export default defineConfig({
  root: '.',
  logLevel: 'warn',
  plugins: [leftOut, plainPrefixes, ascii, launcher],
  ssr: { noExternal: true, external: ['@node-rs/argon2'] },
  build: {
    ssr: 'dist/server/main.js',
    outDir: 'dist',
    emptyOutDir: false,
    target: 'node20',
    minify: false,
    rolldownOptions: { output: { entryFileNames: 'program.cjs', format: 'cjs', codeSplitting: false } },
  },
});
