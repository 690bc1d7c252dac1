// The journey (journey.ts) where a newcomer tries it.
import { test } from 'vitest';
import { walk } from './journey.ts';

test('on localhost the first visitor appears, and the number follows every reader to the end', async () => {
  console.info(await walk({ server: 'localhost', blogHost: 'localhost' }));
});
