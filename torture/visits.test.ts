// Row 12 of the scorecard, its real browsers, in their short size; the full one is `npm run torture -- visits`.
import { expect, it } from 'vitest';
import { runShort } from './short-run.ts';

it('visits in a real browser are shown as they are', { timeout: 300_000 }, async () => {
  const result = await runShort('visits');
  console.info(result.reached);
  expect(result).toMatchObject({ passed: true, mismatches: 0, control: { passed: true } });
});
