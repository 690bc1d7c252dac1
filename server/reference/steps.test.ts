import { expect, it } from 'vitest';
import { inTurns, type Steps } from './steps.ts';

it('between two steps whoever waits has a turn', async () => {
  const order: string[] = [];
  function* work(): Steps<string> {
    for (const name of ['one', 'two', 'three']) {
      order.push(name);
      setImmediate(() => order.push(`after ${name}`));
      yield;
    }
    return 'made';
  }
  expect(await inTurns(work())).toBe('made');
  expect(order).toEqual(['one', 'after one', 'two', 'after two', 'three', 'after three']);
});

it('what goes wrong in a step is told', async () => {
  function* work(): Steps<string> {
    yield;
    throw new Error('no');
  }
  await expect(inTurns(work())).rejects.toThrow('no');
});
