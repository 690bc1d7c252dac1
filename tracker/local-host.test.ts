// Which addresses are somebody's own machine.
import { afterEach, expect, test, vi } from 'vitest';
import { isLocal } from './local-host.ts';

afterEach(() => vi.unstubAllGlobals());

/** What `location.hostname` is on the page at `url`. */
const at = (url: string): boolean => {
  vi.stubGlobal('location', new URL(url));
  return isLocal();
};

test.each([
  'http://localhost/',
  'https://localhost:3000/post',
  'http://blog.localhost/',
  'http://a.b.localhost:8080/',
  'http://127.0.0.1:4000/',
  'http://127.1.2.3/',
  'http://2130706433/',
  'http://[::1]/',
  'http://[0:0:0:0:0:0:0:1]:8080/',
  'file:///home/me/blog/index.html',
])('%s is on the own machine', (url) => {
  expect(at(url)).toBe(true);
});

test.each([
  'https://blog.test/',
  'https://localhost.blog.test/',
  'https://mylocalhost/',
  'https://not-localhost.test/',
  'http://128.0.0.1/',
  'http://10.127.0.1/',
  'http://192.168.1.2/',
  'http://[::2]/',
  'http://[2001:db8::1]/',
  'http://blog.local/',
])('%s is not', (url) => {
  expect(at(url)).toBe(false);
});
