// Row 16 of the scorecard, in its short size; the full one is `npm run torture -- slow`.
import { expect, it } from 'vitest';
import { runShort } from './short-run.ts';

it('slow and greedy clients are cut off within 15 s, and no hit of a good one is lost', async () => {
  const result = await runShort('slow');
  console.info(result.reached);
  expect(result).toMatchObject({ passed: true, uncut: 0, lost: 0, control: { passed: true } });
});
