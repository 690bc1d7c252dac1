// What is said to who waits in vain.
import { expect, test } from 'vitest';
import { findingsOf, type Known } from './findings.ts';

const SILENCE: Known = {
  isListening: true,
  unregistered: [],
  rejected: 0,
  notices: [],
  script: { since: 1, loadedAt: null, elsewhere: [] },
};

test.each<[string, Partial<Known>, string[]]>([
  ['nothing has come at all', {}, ['none']],
  ['nothing is known yet', { script: undefined }, []],
  ['the server is away, which is all that can be said', { isListening: false, rejected: 3 }, ['offline']],
  ['the script was fetched, and no hit followed', { script: { since: 1, loadedAt: 5, elsewhere: [] } }, ['blocked']],
  [
    'the script was fetched on somebody’s own machine',
    { script: { since: 1, loadedAt: null, elsewhere: [{ host: 'localhost', t: 5 }] } },
    ['elsewhere'],
  ],
  [
    'the script was fetched by a page that does not say where it is',
    { script: { since: 1, loadedAt: null, elsewhere: [{ host: '', t: 5 }] } },
    ['unknown'],
  ],
  [
    'hits come for a host that is no site, and its pages are the ones that fetched the script',
    { unregistered: ['exmaple.com'], script: { since: 1, loadedAt: null, elsewhere: [{ host: 'exmaple.com', t: 5 }] } },
    ['unregistered'],
  ],
  ['hits come for a host that is no site', { unregistered: ['exmaple.com'] }, ['unregistered']],
  ['hits are turned away', { rejected: 2, script: { since: 1, loadedAt: 5, elsewhere: [] } }, ['dropped']],
  ['a proxy keeps addresses to itself', { notices: ['no_forwarded_for', 'disk_full'] }, ['proxy', 'none']],
])('when %s', (_, known, said) => {
  expect(findingsOf({ ...SILENCE, ...known }).map(({ is }) => is)).toEqual(said);
});
