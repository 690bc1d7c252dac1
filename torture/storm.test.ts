// Row 9 of the scorecard, in its short size; the full one is `npm run torture -- storm`.
import { expect, it } from 'vitest';
import { runShort } from './short-run.ts';

it('every dashboard comes back after every restart, and shows what is true', async () => {
  const result = await runShort('storm');
  console.info(result.reached);
  expect(result).toMatchObject({ passed: true, dead: 0, deadPages: 0, wrong: 0, control: { passed: true } });
});
