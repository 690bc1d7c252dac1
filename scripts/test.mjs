// `npm test`: everything. Static gates, then unit and integration tests, then the browser tests against a real Chromium; then, as a
// run of its own, the tests that wait for minutes and hardly work (the project `patience` of vitest.config.ts).
// The last line counts; arguments go to vitest, e.g. `npm test -- presence`, and then everything is one run.
import { spawn, spawnSync } from 'node:child_process';
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

/**
 * One run of vitest, shown as it goes.
 * @param {string} name of the report, below test-results/
 * @param {string[]} args
 */
async function runTests(name, args) {
  const report = join(results, `${name}.json`);
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const child = spawn(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...reporters, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, CHROME_PATH: browser },
  });
  const status = await new Promise((resolve) => child.on('close', resolve));
  if (!existsSync(report)) giveUp(`vitest ended without a report (${status}). What was said stands above.`);
  return { status, ...JSON.parse(readFileSync(report, 'utf8')) };
}

const filters = process.argv.slice(2);
const runs =
  filters.length > 0
    ? [await runTests('vitest', filters)]
    : [await runTests('vitest', ['--project=!patience']), await runTests('patience', ['--project=patience'])];

const sum = (count) => runs.reduce((total, run) => total + run[count], 0);
const testResults = runs.flatMap((run) => run.testResults);
const isGreen = runs.every(({ status }) => status === 0);
const brokenFiles = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
const nameOf = (file) => relative(root, file.name).replaceAll('\\', '/');
const inBrowser = testResults
  .filter((file) => /^(e2e|tracker\/test\/browser)\//.test(nameOf(file)))
  .flatMap((file) => file.assertionResults)
  .filter((test) => test.status === 'passed').length;

const unrun = sum('numPendingTests') + sum('numTodoTests');
if (unrun > 0) giveUp(`${unrun} tests were skipped. Every test runs, or is removed.`);
const walked = ['journey', 'journey-over-http'].every((name) =>
  testResults.some((file) => nameOf(file) === `e2e/${name}.test.ts` && file.status === 'passed'),
);
if (filters.length === 0 && isGreen && !walked)
  giveUp('The journey through a real browser did not run. Something is wrong with the set-up of the tests.');
console.log(`Of these in a real browser: ${inBrowser}`);
console.log(`${sum('numPassedTests')} passed, ${sum('numFailedTests') + brokenFiles} failed`);
process.exit(isGreen ? 0 : 1);
