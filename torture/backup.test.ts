// Row 19 of the scorecard, in its short size; the full one is `npm run torture -- backup`.
import { expect, it } from 'vitest';
import { runShort } from './short-run.ts';

it('a backup made under load is a consistent prefix, and no changed byte of it goes unnoticed', async () => {
  const result = await runShort('backup');
  console.info(result.reached);
  expect(result).toMatchObject({ passed: true, inconsistent: 0, overlooked: 0, control: { passed: true } });
});
