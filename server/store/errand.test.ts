import { expect, it } from 'vitest';
import { sendOnErrand } from './errand.ts';

const thread = (source: string) => new URL(`data:text/javascript,${encodeURIComponent(source)}`);
const PORT = "import { parentPort as port, workerData } from 'node:worker_threads';";

it('tells what is said on the way, of whatever shape, and the answer', async () => {
  const said: unknown[] = [];
  const source = `${PORT} port.postMessage({ said: 'working' }); port.postMessage({ said: { part: 1 } }); port.postMessage({ result: workerData * 2 });`;
  const errand = sendOnErrand<number, number, unknown>(thread(source), 21, (what) => said.push(what));
  expect(await errand.done).toBe(42);
  expect(said).toEqual(['working', { part: 1 }]);
  await errand.end(); // harmless
});

it('rejects, once, whether the work fails, the thread breaks, or it is ended before it is done', async () => {
  const send = (source: string) => sendOnErrand(thread(source), undefined, () => undefined);
  const failing = `${PORT} port.postMessage({ error: { message: 'no', code: 'SQLITE_BUSY', isStartError: false } });`;
  await expect(send(failing).done).rejects.toMatchObject({ message: 'no', code: 'SQLITE_BUSY' });
  const sorry = `${PORT} port.postMessage({ error: { message: 'no room', code: '', isStartError: true } });`;
  await expect(send(sorry).done).rejects.toMatchObject({ name: 'StartError', message: 'no room' });
  await expect(send("throw new Error('broken')").done).rejects.toThrow('broken');
  const endless = send('setInterval(() => undefined, 1000);');
  await endless.end();
  await endless.end();
  await expect(endless.done).rejects.toMatchObject({ code: 'THREAD_ENDED' });
});
