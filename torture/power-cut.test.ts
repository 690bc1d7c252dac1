// Row 2 of the scorecard, in its short size; the full one is `npm run torture -- power-cut`.
import { expect, it } from 'vitest';
import { runShort } from './short-run.ts';

it('no acknowledged hit is lost and no database damaged, whichever operation the power cut follows', async () => {
  const result = await runShort('power-cut');
  console.info(result.reached);
  expect(result).toMatchObject({ passed: true, imagesThatLost: 0, damaged: 0, control: { passed: true } });
});
