// The journey (journey.ts) over plain http under another name: there a page has no secure context (no clipboard, no randomUUID, no
// Web Locks), and the tracker needs no permission to count.
import { test } from 'vitest';
import { walk } from './journey.ts';

test('over http on another local address the number follows every reader to the end, too', async () => {
  console.info(await walk({ server: 'headcount.test', blogHost: 'blog.test' }));
});
