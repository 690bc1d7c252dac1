// `npm test`: everything. Static gates, then unit and integration tests, then the browser tests against a real Chromium.
// The last line counts; arguments go to vitest, e.g. `npm test -- presence`.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { build, giveUp, install, root } from './ready.mjs';
import { ensureTools } from './tools.mjs';

const report = join(root, 'test-results', 'vitest.json');

function run(script, args, env = {}) {
  return spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  }).status;
}

await install();
const browser = ensureBrowser();
ensureTools();
if (run('scripts/check.mjs', []) !== 0) process.exit(1);
await build();

mkdirSync(join(root, 'test-results'), { recursive: true });
rmSync(report, { force: true });
const filters = process.argv.slice(2);
const status = run(
  'node_modules/vitest/vitest.mjs',
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...filters],
  { CHROME_PATH: browser },
);

const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
  readFileSync(report, 'utf8'),
);
const brokenFiles = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
const nameOf = (file) => relative(root, file.name).replaceAll('\\', '/');
const inBrowser = testResults
  .filter((file) => /^(e2e|tracker\/test\/browser)\//.test(nameOf(file)))
  .flatMap((file) => file.assertionResults)
  .filter((test) => test.status === 'passed').length;

if (numPendingTests + numTodoTests > 0)
  giveUp(`${numPendingTests + numTodoTests} tests were skipped. Every test runs, or is removed.`);
const walked = testResults.some((file) => nameOf(file) === 'e2e/journey.test.ts' && file.status === 'passed');
if (filters.length === 0 && status === 0 && !walked)
  giveUp('The journey through a real browser did not run. Something is wrong with the set-up of the tests.');
console.log(`Of these in a real browser: ${inBrowser}`);
console.log(`${numPassedTests} passed, ${numFailedTests + brokenFiles} failed`);
process.exit(status === 0 ? 0 : 1);
