// Fifty seconds of row 12's long reader, longer than a lease without beats; the full half hour is `npm run torture -- reader`.
import { expect, it } from 'vitest';
import { runShort } from './short-run.ts';

it('whoever reads stays, and whoever falls silent does not', { timeout: 240_000 }, async () => {
  const result = await runShort('reader');
  console.info(result.reached);
  expect(result).toMatchObject({ passed: true, untrue: 0, control: { passed: true } });
});
