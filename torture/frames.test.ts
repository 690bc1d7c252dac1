// Row 11 of the scorecard, in its short size; the full one is `npm run torture -- frames`.
import { expect, it } from 'vitest';
import { runShort } from './short-run.ts';

it('nothing that a visitor writes forges an event, and three readers read the same', async () => {
  const result = await runShort('frames');
  console.info(result.reached);
  expect(result).toMatchObject({ passed: true, different: 0, injected: 0, malformed: 0, control: { passed: true } });
});
