// The proxies of row 10, in a short size; the full one is `npm run torture -- proxies`.
import { expect, it } from 'vitest';
import { runShort } from './short-run.ts';

it('behind nginx, Caddy and HAProxy every frame comes at once, uncompressed, and idle streams live', async () => {
  const result = await runShort('proxies');
  console.info(result.reached);
  const asDocumented = { encoding: 'identity', readersToldApart: 2, idleAlive: true, passed: true };
  expect(result).toMatchObject({
    nginx: { ...asDocumented, encodesPages: 'gzip' },
    caddy: { ...asDocumented, encodesPages: 'gzip' },
    haproxy: asDocumented,
    refused: 0,
    control: { passed: true, impatientCut: true },
    passed: true,
  });
});
