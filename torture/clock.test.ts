// Row 5 of the scorecard, in its short size; the full one is `npm run torture -- clock`.
import { expect, it } from 'vitest';
import { runShort } from './short-run.ts';

it('a clock that jumps changes no live count, makes one salt per site date and makes the server forget none', async () => {
  const result = await runShort('clock');
  console.info(result.reached);
  expect(result).toMatchObject({
    passed: true,
    wrongCounts: 0,
    stuck: 0,
    lost: 0,
    saltsVanished: 0,
    control: { passed: true },
  });
});
