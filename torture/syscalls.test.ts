// Row 3 of the scorecard, in its short size; the full one is `npm run torture -- syscalls`.
import { expect, it } from 'vitest';
import { runShort } from './short-run.ts';

it('a failing system call never makes an acknowledgement untrue: the server goes on, or ends and starts again', async () => {
  const result = await runShort('syscalls');
  console.info(result.reached);
  expect(result).toMatchObject({ passed: true, falseAcks: 0, damaged: 0, control: { passed: true } });
});
