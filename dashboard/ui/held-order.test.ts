import { expect, test } from 'vitest';
import { keepOrder } from './held-order.ts';

test.each([
  ['overtaking changes nothing', 'abc', 'cba', 'abc'],
  ['a newcomer takes the place of who is gone', 'abc', 'bxc', 'xbc'],
  ['the greatest newcomer first', 'abcd', 'xbdy', 'xbyd'],
  ['more newcomers follow', 'ab', 'xaby', 'abxy'],
  ['nobody comes for who is gone', 'abc', 'ca', 'ac'],
  ['nothing stood there', '', 'ab', 'ab'],
  ['nothing is left', 'ab', '', ''],
])('%s', (_, stood, values, shown) => {
  expect(keepOrder([...stood], [...values])).toEqual([...shown]);
});
