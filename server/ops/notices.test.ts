import { expect, it } from 'vitest';
import { noticesOf, type ProxyTrouble } from './notices.ts';

const NGINX = 'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;';
const said = (advice: ProxyTrouble) => noticesOf({ isDiskFull: false, advice, overflowing: [] })[0];

it('an address in a declared range is not said to pass anything on: it may be its readers’ own, and then this is how to end it', () => {
  const notice = said({ code: 'declared_address', peer: '10.0.0.1' });
  expect(notice).toMatchObject({ code: 'declared_address', proxySetting: NGINX });
  expect(notice?.text).toMatch(/seem to come from 10\.0\.0\.1, .* If it is one, let it send .* narrow TRUST_PROXY/);
  expect(notice?.text).not.toContain('passed on');
  // Control: who sends X-Real-IP instead does pass on.
  expect(said({ code: 'no_forwarded_for', peer: '10.0.0.1' })?.text).toContain('passed on by 10.0.0.1');
});

it('an address that is not declared comes with the line that declares it, and with what to do when it is the readers’ own', () => {
  const notice = said({ code: 'one_address', peer: '10.0.0.1', setting: 'TRUST_PROXY=private' });
  expect(notice).toMatchObject({ setting: 'TRUST_PROXY=private', text: expect.stringContaining('“none”') });
});

it('too many values are said with the site, the dimension and where they go', () => {
  const overflowing = [{ site: 'example.com', dimension: 'page' }];
  const [notice] = noticesOf({ isDiskFull: false, advice: undefined, overflowing });
  expect(notice).toMatchObject({ code: 'many_values', site: 'example.com', dimension: 'page' });
  expect(notice?.text).toContain('(other)');
});

it('all well: nothing is said', () => {
  expect(noticesOf({ isDiskFull: false, advice: undefined, overflowing: [] })).toEqual([]);
});
