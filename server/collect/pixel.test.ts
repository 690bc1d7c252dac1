import { describe, expect, it } from 'vitest';
import { Hit } from '../contract/hit.ts';
import { PIXEL, pixelHit } from './pixel.ts';

it('the pixel is a transparent GIF of 1 × 1 in 43 bytes, and its headers say so', () => {
  const { bytes, headers } = PIXEL;
  expect(bytes.subarray(0, 6).toString('latin1')).toBe('GIF89a');
  expect([bytes.readUInt16LE(6), bytes.readUInt16LE(8)]).toEqual([1, 1]);
  expect(bytes.at(-1)).toBe(0x3b); // the trailer: complete
  // The graphic control extension: colour 0 is transparent, and the image has no other pixel.
  expect(bytes.subarray(19, 27).toString('hex')).toBe('21f9040100000000');
  expect(headers).toEqual(['content-type', 'image/gif', 'content-length', `${bytes.length}`]);
  expect(bytes.length).toBe(43);
});

describe('a request for the pixel is a view', () => {
  const REFERER = 'https://example.com/from-header';
  it.each([
    ['s=example.com&u=https://example.com/a', undefined, { s: 'example.com', u: 'https://example.com/a' }],
    [
      's=example.com&u=https%3A%2F%2Fexample.com%2Fa%3Fb%3D1',
      undefined,
      { s: 'example.com', u: 'https://example.com/a?b=1' },
    ],
    ['s=example.com&u=https://example.com/a', REFERER, { s: 'example.com', u: 'https://example.com/a' }],
    ['s=example.com', REFERER, { s: 'example.com', u: REFERER }],
    ['s=blog', REFERER, { s: 'blog', u: REFERER }],
    ['', REFERER, { s: 'example.com', u: REFERER }],
    ['s=&u=&r=', REFERER, { s: 'example.com', u: REFERER }],
    ['u=https://example.com/a', undefined, { s: 'example.com', u: 'https://example.com/a' }],
    ['r=https://news.example/', REFERER, { s: 'example.com', u: REFERER, r: 'https://news.example/' }],
    ['u=nonsense', REFERER, { u: 'nonsense' }],
    ['s=example.com', undefined, { s: 'example.com' }],
    ['', undefined, {}],
    ['k=leave&p=x&q=9&d=1', undefined, {}],
  ])('?%s with the referer %s', (query, referer, expected) => {
    expect(pixelHit(new URLSearchParams(query), referer)).toEqual(expected);
  });

  it('and the contract judges it as any other', () => {
    const complete = { k: 'view', p: '0123456789abcdef', q: 0 };
    const fieldsAtFault = (query: string, referer?: string) =>
      Hit.safeParse({ ...complete, ...pixelHit(new URLSearchParams(query), referer) }).error?.issues.map(
        ({ path }) => path[0],
      );
    expect(fieldsAtFault('', REFERER)).toBeUndefined();
    expect(fieldsAtFault('s=example.com')).toEqual(['u']);
    expect(fieldsAtFault('')).toEqual(['s', 'u']);
    expect(fieldsAtFault('s=example.com&u=javascript:alert(1)')).toEqual(['u']);
  });
});
