// Row 18 of the scorecard, in its short size; the full one is `npm run torture -- spoof`.
import { expect, it } from 'vitest';
import { runShort } from './short-run.ts';

it('nobody is taken for who they claim to be, and nothing that tells who they are is written anywhere', async () => {
  const result = await runShort('spoof');
  console.info(result.reached);
  expect(result).toMatchObject({
    passed: true,
    misattributed: 0,
    traces: 0,
    saltsNotForgotten: 0,
    control: { passed: true },
  });
});
