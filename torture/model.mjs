// Row 12, its first half: presence against a naive oracle, a million random steps. The simulation is a test of the server's own
// (server/live/model.test.ts), which `npm test` runs in a short size; here it is run at length, and with another seed each time.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './harness.mjs';

export const name = 'model';
export const row = 12;
export const minutes = 3;
export const title = 'visitors, tabs, lost and late messages, midnights and restarts against a naive oracle';
export const target = '1,000,000 steps, every count of every list compared each simulated second: 0 mismatches';

const TEST = 'server/live/model.test.ts';

/** @param {number} steps @param {number} seed @param {Record<string, string>} [more] */
function simulate(steps, seed, more = {}) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'node', TEST],
    {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', MODEL_STEPS: String(steps), MODEL_SEED: String(seed), ...more },
    },
  );
  return { agrees: status === 0, said: stdout + stderr };
}

/** @param {import('./harness.mjs').Context} context */
export async function run(context) {
  const steps = context.size(1_000_000, 20_000);
  const { agrees, said } = simulate(steps, context.seed);
  context.note(said);
  // A leave that presence is not told of must show.
  const forgetful = simulate(2_000, context.seed, { MODEL_FORGETS_A_LEAVE: '1' });
  context.note(forgetful.said);
  const [, compared = '0'] = /(\d+) comparisons/.exec(said) ?? [];
  const control = { passed: !forgetful.agrees && /AssertionError/.test(forgetful.said) };
  return {
    steps,
    compared: Number(compared),
    reached: `${steps} steps, ${compared} comparisons of all counts and of those of a part: ${agrees ? '0 mismatches' : 'a mismatch, see the log'}`,
    control,
    passed: agrees && control.passed,
  };
}
