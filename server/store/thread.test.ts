import { expect, it } from 'vitest';
import { startThread } from './thread.ts';

const thread = (source: string) => new URL(`data:text/javascript,${encodeURIComponent(source)}`);

it('rejects what was asked, and tells, when the thread ends by itself', async () => {
  let told: Error | undefined;
  const dying = startThread<string>(
    thread("import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => process.exit(3));"),
    {},
    (error) => {
      told = error;
    },
  );
  await expect(dying.ask('anything')).rejects.toThrow(/ended with code 3/);
  expect(told).toBeInstanceOf(Error);
  await expect(dying.ask('more')).rejects.toThrow(/ended with code 3/);
  await dying.close();
});

it('tells what an error in the thread was', async () => {
  let told: Error | undefined;
  const failing = startThread<string>(thread("throw new Error('cannot begin')"), {}, (error) => {
    told = error;
  });
  await expect(failing.ask('anything')).rejects.toThrow('cannot begin');
  expect(told?.message).toBe('cannot begin');
});

it('can be ended at once: what it was asked is rejected, and that is not a death', async () => {
  const deaths: Error[] = [];
  const busy = startThread<string>(
    thread("import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { for (;;); });"),
    {},
    (error) => deaths.push(error),
  );
  const asked = busy.ask('anything');
  const ending = busy.end();
  await expect(asked).rejects.toMatchObject({ code: 'THREAD_ENDED' });
  await ending;
  await busy.end();
  await expect(busy.ask('more')).rejects.toMatchObject({ code: 'THREAD_ENDED' });
  expect(deaths).toEqual([]);
});
