// Row 6 of the scorecard, in its short size; the full one is `npm run torture -- ingest`.
import { expect, it } from 'vitest';
import { runShort } from './short-run.ts';

it('every hit of an open loop is acknowledged and stored exactly once', async () => {
  const result = await runShort('ingest');
  console.info(result.reached);
  expect(result).toMatchObject({ passed: true, lost: 0, double: 0, unacked: 0, control: { passed: true } });
});
