// Where the product's own files are, whether it runs from the sources (tests) or from dist/ (npm start, the image).
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

function findPackageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

export const packageRoot = findPackageRoot();
export const { version, description } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
  version: string;
  description: string;
};
export const migrationsFolder = join(packageRoot, 'migrations');
export const dashboardFolder = join(packageRoot, 'dist', 'dashboard');
export const trackerFile = join(packageRoot, 'dist', 'tracker', 'headcount.js');
export const widgetFile = join(packageRoot, 'dist', 'tracker', 'here.js');

/**
 * The compiled file of a worker thread, e.g. `store/recorder-thread`. Always the one in dist/: Node 20 cannot run
 * TypeScript in a worker, so tests build the server first (vitest.config.ts) and run the very threads that ship.
 */
export function threadFile(name: string): URL {
  return pathToFileURL(join(packageRoot, 'dist', 'server', `${name}.js`));
}
