import { expect, test } from 'vitest';
import type { HitsReply } from '../../server/contract/browser.ts';
import { nextOf } from './history-pages.ts';

const page = (times: number[], more: boolean) =>
  ({ range: [0, 1000], hits: times.map((t) => ({ t })), more }) as HitsReply;

test.each([
  ['what follows on the first is what was there then', [page([900, 800], true)], { range: [0, 901], offset: 2 }],
  [
    'also when others have come since',
    [page([900, 800], true), page([700, 600], true)],
    { range: [0, 901], offset: 4 },
  ],
  ['nothing follows on the last', [page([900], false)], undefined],
  ['nor on nothing', [page([], false)], undefined],
])('%s', (_, pages, next) => {
  expect(nextOf(pages[0], pages.at(-1) ?? page([], false), 2 * pages.length)).toEqual(next);
});
