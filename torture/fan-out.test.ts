// Row 7 of the scorecard, in its short size; the full one is `npm run torture -- fan-out`.
import { expect, it } from 'vitest';
import { runShort } from './short-run.ts';

it('hundreds who watch the same site see what the server knows, and nobody is cut off', async () => {
  const result = await runShort('fan-out');
  console.info(result.reached);
  expect(result).toMatchObject({ passed: true, broken: 0, wrong: 0, control: { passed: true } });
});
