// Row 8 of the scorecard, in its short size; the full one is `npm run torture -- stalled`.
import { expect, it } from 'vitest';
import { runShort } from './short-run.ts';

it('watchers who stop reading or vanish are let go, and cost the others nothing', { timeout: 240_000 }, async () => {
  const result = await runShort('stalled');
  console.info(result.reached);
  expect(result).toMatchObject({ passed: true, left: 0, broken: 0, control: { passed: true } });
});
