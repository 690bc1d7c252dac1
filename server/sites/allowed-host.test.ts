// The hosts whose hits count, as tables: what is typed, what is kept, and which hosts that means.
import { describe, expect, it } from 'vitest';
import { createAllowedHosts, readAllowedHost } from './allowed-host.ts';

describe('what is typed as a host that counts is kept as', () => {
  it.each([
    ['example.com', 'example.com'],
    ['Blog.EXAMPLE.com', 'blog.example.com'],
    ['www.example.com', 'example.com'],
    ['https://www.example.com/blog?x=1#y', 'example.com'],
    ['example.com:8443', 'example.com'],
    ['example.com/blog', 'example.com'],
    ['example.com.', 'example.com'],
    ['münchen.example', 'xn--mnchen-3ya.example'],
    ['xn--mnchen-3ya.example', 'xn--mnchen-3ya.example'],
    ['*.example.com', '*.example.com'],
    ['*.Example.com:8443', '*.example.com'],
    ['https://*.example.com/', '*.example.com'],
    ['*.example.com.', '*.example.com'],
    ['*.münchen.example', '*.xn--mnchen-3ya.example'],
    ['*.www.example.com', '*.www.example.com'],
    ['*.com', '*.com'],
    ['intranet', 'intranet'],
    ['localhost:4000', 'localhost'],
    ['192.0.2.7', '192.0.2.7'],
    ['http://[2001:DB8::1]/', '[2001:db8::1]'],
    ['app://LocalHost', 'localhost'],
    ['my_host.example', 'my_host.example'],
  ])('%s: %s', (typed, kept) => {
    expect(readAllowedHost(typed)).toBe(kept);
    expect(readAllowedHost(kept)).toBe(kept); // shown and saved again
  });
});

describe('what no host could be is refused, with what to do', () => {
  it.each([
    ['*', /Leave the list empty/],
    ['*.', /Leave the list empty/],
    ['*.*', /Leave the list empty/],
    ['https://*/', /Leave the list empty/],
    ['*.*.example', /\*\.example\.com for every host below/],
    ['a.*', /\*\.example\.com for every host below/],
    ['*example.com', /\*\.example\.com for every host below/],
    ['blog*.example.com', /\*\.example\.com for every host below/],
    ['*.192.0.2.1', /\*\.example\.com for every host below/],
    ['192.0.2.*', /\*\.example\.com for every host below/],
    ['.example.com', /not a host/],
    ['a..example', /not a host/],
    ['a.example,b.example', /not a host/],
    ['a.example b.example', /not a host/],
    ['example.com:99999', /not a host/],
    ['http://', /not a host/],
    ['', /not a host/],
    [`${'a'.repeat(250)}.example`, /not a host/],
  ])('%s', (typed, why) => {
    expect(readAllowedHost(typed)).toEqual({ wrong: expect.stringMatching(why) });
  });
});

describe('hits of this host count:', () => {
  it.each([
    [[], 'anything.example', true],
    [['*'], 'anything.example', true], // once kept, and meant so
    [['example.com'], 'example.com', true],
    [['example.com'], 'www.example.com', true],
    [['example.com'], 'EXAMPLE.com.', true],
    [['example.com'], 'blog.example.com', false],
    [['example.com'], 'example.com.evil.example', false],
    [['*.example.com'], 'blog.example.com', true],
    [['*.example.com'], 'a.b.example.com', true],
    [['*.example.com'], 'www.example.com', true],
    [['*.example.com'], 'example.com', false],
    [['*.example.com'], 'notexample.com', false],
    [['example.com', '*.example.com'], 'example.com', true],
    [['xn--mnchen-3ya.example'], new URL('https://münchen.example').hostname, true],
    [['localhost'], new URL('app://LocalHost/login').hostname, true],
    [['[2001:db8::1]'], '[2001:db8::1]', true],
    [['example.com'], '', false], // of a file
  ])('allowed %j, from %s: %s', (allowed, host, expected) => {
    expect(createAllowedHosts(allowed)(host)).toBe(expected);
  });
});
