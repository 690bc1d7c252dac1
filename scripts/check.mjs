// `npm run check`: every gate that needs no running server. Types in each folder, format and lint, who imports
// whom, leftovers, and what the lock file may hold.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { giveUp, install, root } from './ready.mjs';

/** Licences under which a dependency may be used here: permissive, of data with its attribution, or (development only) file-level copyleft. */
const LICENCES =
  /^(MIT|MIT-0|ISC|Apache-2\.0|BSD-2-Clause|BSD-3-Clause|0BSD|BlueOak-1\.0\.0|CC0-1\.0|Unlicense|Python-2\.0|MPL-2\.0|WTFPL|SEE LICENSE IN DBIP-LICENSE CC-BY-4\.0)$/;

function gate(name, command, args) {
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules', command), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) giveUp(`Check failed: ${name}. What was said stands above.`);
  console.log(`ok  ${name}`);
}

function checkLicences() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const refused = Object.entries(packages).filter(([path, { license, dev }]) => {
    if (path === '') return false;
    const choices = String(license ?? '(none)')
      .replace(/[()]/g, '')
      .split(' OR ');
    return !choices.some((choice) => LICENCES.test(choice) && (choice !== 'MPL-2.0' || dev));
  });
  for (const [path, { license }] of refused) console.error(`${path}: ${license ?? 'no licence'}`);
  if (refused.length > 0)
    giveUp('Check failed: licences. Replace these packages, or allow their licence in scripts/check.mjs.');
  console.log(`ok  licences of ${Object.keys(packages).length - 1} packages`);
}

function checkPins() {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^(npm:[a-z0-9-]+@)?\d+\.\d+\.\d+(-r\.\d+)?$/.test(version),
  );
  if (loose.length > 0) giveUp(`Check failed: not pinned to one version: ${loose.map(([name]) => name).join(', ')}.`);
  console.log('ok  every dependency is pinned');
}

/** A wish without an issue's number is forgotten; code in a comment belongs to the history. */
function checkLeftovers() {
  const isLeftover = (line) =>
    /\b(TODO|FIXME|XXX)\b(?!.{0,3}#\d)/.test(line) ||
    /^\s*\/\/\s*(const|let|import|return|if \(|await)\b.*[;{]\s*$/.test(line);
  const found = ['server', 'dashboard', 'tracker', 'demo', 'e2e', 'migrations', 'bench', 'torture'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(tsx?|mjs|css|sql)$/.test(name))
      .flatMap((name) => {
        const lines = readFileSync(join(root, folder, name), 'utf8').split('\n');
        return lines.flatMap((line, i) => (isLeftover(line) ? [`${folder}/${name}:${i + 1}: ${line.trim()}`] : []));
      }),
  );
  for (const line of found) console.error(line);
  if (found.length > 0)
    giveUp('Check failed: leftovers. Give a TODO the number of its issue, and delete code that is commented out.');
  console.log('ok  no leftovers');
}

await install();
for (const project of ['.', 'tracker', 'dashboard', 'e2e'])
  gate(`types in ${project}`, 'typescript/bin/tsc', ['-p', project, '--noEmit']);
gate('format and lint', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']);
gate('who imports whom', 'vitest/vitest.mjs', ['run', '--silent', '--reporter=dot', 'server/architecture.test.ts']);
checkLeftovers();
checkLicences();
checkPins();
