// Row 1 of the scorecard, in its short size; the full one is `npm run torture -- kill`.
import { expect, it } from 'vitest';
import { runShort } from './short-run.ts';

it('no acknowledged hit is lost or stored twice when the server is killed again and again', async () => {
  const result = await runShort('kill');
  console.info(result.reached);
  expect(result).toMatchObject({ passed: true, lost: 0, double: 0, control: { passed: true } });
});
