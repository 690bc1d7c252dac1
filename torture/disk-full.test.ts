// Row 4 of the scorecard, in its short size; the full one is `npm run torture -- disk-full`.
import { expect, it } from 'vitest';
import { runShort } from './short-run.ts';

it('a full disk refuses hits with 503 and nothing else; they are taken again once there is room', async () => {
  const result = await runShort('disk-full');
  console.info(result.reached, result.impossible);
  expect(result).toMatchObject({ passed: true, lost: 0, otherAnswers: 0, failed: 0 });
});
