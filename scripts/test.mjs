// `npm test`: everything. Static gates, then unit and integration tests, then the browser tests against a real Chromium, in the order
// of vitest.config.ts. The last line counts; arguments go to vitest, e.g. `npm test -- presence`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { build, giveUp, install, root } from './ready.mjs';
import { ensureTools } from './tools.mjs';

const results = join(root, 'test-results');

await install();
const browser = ensureBrowser();
ensureTools();
if (spawnSync(process.execPath, [join(root, 'scripts/check.mjs')], { cwd: root, stdio: 'inherit' }).status !== 0)
  process.exit(1);
await build();
mkdirSync(results, { recursive: true });

const report = join(results, 'vitest.json');
rmSync(report, { force: true });
const filters = process.argv.slice(2);
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...reporters, ...filters],
  { cwd: root, stdio: 'inherit', env: { ...process.env, CHROME_PATH: browser } },
);
if (!existsSync(report)) giveUp(`vitest ended without a report (${status}). What was said stands above.`);
const { testResults, ...counts } = JSON.parse(readFileSync(report, 'utf8'));

const isGreen = status === 0;
const brokenFiles = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
const nameOf = (file) => relative(root, file.name).replaceAll('\\', '/');
const inBrowser = testResults
  .filter((file) => /^(e2e|tracker\/test\/browser)\//.test(nameOf(file)))
  .flatMap((file) => file.assertionResults)
  .filter((test) => test.status === 'passed').length;
const slowest = testResults
  .map((file) => ({ name: nameOf(file), ms: file.endTime - file.startTime }))
  .sort((a, b) => b.ms - a.ms)
  .slice(0, 5)
  .map(({ name, ms }) => `${name} ${Math.round(ms / 1000)} s`);

const unrun = counts.numPendingTests + counts.numTodoTests;
if (unrun > 0) giveUp(`${unrun} tests were skipped. Every test runs, or is removed.`);
const walked = ['journey', 'journey-over-http'].every((name) =>
  testResults.some((file) => nameOf(file) === `e2e/${name}.test.ts` && file.status === 'passed'),
);
if (filters.length === 0 && isGreen && !walked)
  giveUp('The journey through a real browser did not run. Something is wrong with the set-up of the tests.');
console.log(`Slowest: ${slowest.join(', ')}`);
console.log(`Of these in a real browser: ${inBrowser}`);
console.log(`${counts.numPassedTests} passed, ${counts.numFailedTests + brokenFiles} failed`);
process.exit(isGreen ? 0 : 1);
