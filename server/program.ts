// Runs dist/program.cjs, the whole server in one file, with what V8 compiled of it when it was built (dist/program.cache): to compile it
// anew would be a third of a start. A cache that was made by another Node, or is missing, is passed over, and all is as usual.
import { readFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { dirname, join } from 'node:path';
import { constants, Script } from 'node:vm';
import { packageRoot } from './files.ts';

const file = join(packageRoot, 'dist', 'program.cjs');
/** V8 looks at its own version, at its flags, and at the length of the text: whoever builds the text anew builds the cache anew. */
export const cacheFile = join(packageRoot, 'dist', 'program.cache');

export interface Program {
  /** Whether V8 took the cache. */
  isCached: boolean;
  /** Runs it, as Node does a file of CommonJS. */
  run(): void;
  /** What is compiled of it by now. */
  compiled(): Buffer;
}

function readCache(cache: string): Buffer | undefined {
  try {
    return readFileSync(cache);
  } catch {
    return undefined;
  }
}

/** `cache`: where another was put. Throws when the program was not built. */
export function openProgram(cache = cacheFile): Program {
  // It is ASCII: one byte for a character, in memory too.
  const text = readFileSync(file, 'latin1');
  const cachedData = readCache(cache);
  const script = new Script(Module.wrap(text), {
    filename: file,
    ...(cachedData && { cachedData }),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  return {
    isCached: cachedData !== undefined && script.cachedDataRejected === false,
    run() {
      const module = { exports: {} };
      script.runInThisContext()(module.exports, createRequire(file), module, file, dirname(file));
    },
    compiled: () => script.createCachedData(),
  };
}
