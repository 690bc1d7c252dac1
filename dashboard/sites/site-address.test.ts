import { expect, test } from 'vitest';
import { pageAddress, siteOrigin } from './site-address.ts';

test.each([
  ['example.com', 'https://example.com'],
  ['localhost', 'http://localhost'],
  ['blog.localhost:3000', 'http://blog.localhost:3000'],
  ['127.0.0.1', 'http://127.0.0.1'],
  ['192.168.1.20:8080', 'http://192.168.1.20:8080'],
  ['[::1]', 'http://[::1]'],
  ['10.example.com', 'https://10.example.com'],
])('%s is at %s', (host, origin) => {
  expect(siteOrigin(host)).toBe(origin);
});

test('a page’s address never leads away from its site', () => {
  expect(pageAddress('example.com', '/posts/1')).toBe('https://example.com/posts/1');
  expect(new URL(pageAddress('example.com', '//evil.example/x')!).host).toBe('example.com');
  expect(pageAddress('example.com', '@evil.example/')).toBe(null);
  expect(pageAddress('example.com', '.evil.example/')).toBe(null);
  expect(pageAddress('example.com', 'javascript:alert(1)')).toBe(null);
});
