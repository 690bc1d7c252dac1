// `npm run bench <name>`: makes the checkout ready, then runs bench/<name>.mjs; without a name, lists what there is. The
// benchmark's options come after `--`: npm run bench ingest -- --quick.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, giveUp, install, root } from './ready.mjs';

const [name, ...args] = process.argv.slice(2);
const folder = join(root, 'bench');

/** Name → what the first line of its file says of it. */
const benchmarks = new Map(
  readdirSync(folder)
    .filter((file) => file.endsWith('.mjs'))
    .sort()
    .map((file) => [
      file.replace(/\.mjs$/, ''),
      readFileSync(join(folder, file), 'utf8')
        .split('\n')[0]
        .replace(/^\/\/ /, ''),
    ]),
);

if (name === undefined) {
  console.log('npm run bench <name> measures:');
  for (const [known, about] of benchmarks) console.log(`  ${known.padEnd(8)} ${about}`);
  console.log('Let nothing else run meanwhile. What is measured and how: docs/benchmarks.md');
} else {
  if (!benchmarks.has(name)) giveUp(`There is no benchmark ${name}. There is: ${[...benchmarks.keys()].join(', ')}.`);
  // What getting ready says must not stand before a benchmark's JSON.
  if (args.includes('--json')) console.log = console.error;
  await install();
  await build();
  process.argv = [process.argv[0], join(folder, `${name}.mjs`), ...args];
  await import(`../bench/${name}.mjs`);
}
