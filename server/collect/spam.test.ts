// The spam list: one that is there, one that is not, one that cannot be read.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StartError } from '../errors.ts';
import { temporaryFolder } from '../testing/build-test-app.ts';
import { openSpamList } from './spam.ts';

function listOf(text: string) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'spammers.txt'), text);
  return openSpamList(folder);
}

describe('the spam list', () => {
  it('blocks nothing when there is none', () => {
    const spam = openSpamList(temporaryFolder());
    expect([spam.size, spam.isSpam('buttons-for-website.example')]).toEqual([0, false]);
  });

  it('covers a host and everything below it, and nothing beside it', () => {
    const spam = listOf('buttons.example\nseo.co.example\n');
    expect(spam.size).toBe(2);
    for (const host of ['buttons.example', 'a.buttons.example', 'a.b.c.buttons.example', 'seo.co.example']) {
      expect([host, spam.isSpam(host)]).toEqual([host, true]);
    }
    for (const host of ['example', 'my-buttons.example', 'buttons.example.org', 'co.example', '', '.', 'constructor']) {
      expect([host, spam.isSpam(host)]).toEqual([host, false]);
    }
  });

  it('passes over comments, blank lines, carriage returns, and names that would block a whole country', () => {
    const spam = listOf(
      '\ufeffone.example\r\n\r\n# two.example\nthree.example # why\ncom\n.\n  WWW.Four.Example  \nспам.example\n',
    );
    expect(spam.size).toBe(4);
    for (const host of ['one.example', 'three.example', 'four.example', 'xn--80ayhh.example'])
      expect(spam.isSpam(host)).toBe(true);
    for (const host of ['two.example', 'google.com']) expect(spam.isSpam(host)).toBe(false);
  });

  it('ends the start when it is there and cannot be read', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'spammers.txt'));
    expect(() => openSpamList(folder)).toThrow(StartError);
    expect(() => openSpamList(folder)).toThrow(/spammers\.txt \(EISDIR\)\. Make it a readable file, or remove it\.$/);
  });

  it('is not slowed down by a host of a thousand labels', () => {
    const spam = listOf('buttons.example');
    expect(spam.isSpam(`${'a.'.repeat(2000)}buttons.example`)).toBe(false);
    expect(spam.isSpam(`${'a.'.repeat(100)}buttons.example`)).toBe(true);
  });
});
