// Row 13 of the scorecard, in its short size; the full one is `npm run torture -- fuzz`.
import { expect, it } from 'vitest';
import { runShort } from './short-run.ts';

it('whatever is sent, the server answers without an error of its own, stores nothing odd, and takes what is valid', async () => {
  const result = await runShort('fuzz');
  console.info(result.reached);
  expect(result).toMatchObject({ passed: true, serverErrors: 0, badRows: 0, smuggled: 0, control: { passed: true } });
});
