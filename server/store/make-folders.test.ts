import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/build-test-app.ts';
import { makeFolders } from './make-folders.ts';

it('makes what is missing, for its owner’s eyes only, and says which was the first of it', () => {
  const above = temporaryFolder();
  chmodSync(above, 0o755);
  const folder = join(above, 'a', 'b', 'c');
  expect(makeFolders(folder)).toBe(join(above, 'a'));
  for (const made of [join(above, 'a'), join(above, 'a', 'b'), folder]) expect(statSync(made).mode & 0o777).toBe(0o700);
  expect(statSync(above).mode & 0o777).toBe(0o755); // control: what was there stays as it was
  expect(makeFolders(folder)).toBeUndefined();
  expect(makeFolders(join(folder, 'd'))).toBe(join(folder, 'd'));
});

it('takes what is there, a link to a folder too', () => {
  const above = temporaryFolder();
  mkdirSync(join(above, 'real'));
  symlinkSync(join(above, 'real'), join(above, 'link'));
  for (const folder of ['/', '.', '/proc', above, join(above, 'link')]) expect(makeFolders(folder)).toBeUndefined();
});

it('ends with the system’s word where none can be made', () => {
  const above = temporaryFolder();
  writeFileSync(join(above, 'file'), '');
  symlinkSync(join(above, 'nowhere'), join(above, 'dangling'));
  for (const [folder, code] of [
    ['/proc/nope', 'ENOENT'], // the recursive mkdir of Node 20 never returns here
    ['/proc/nope/deeper', 'ENOENT'],
    [join(above, 'file'), 'EEXIST'],
    [join(above, 'file', 'below'), 'ENOTDIR'],
    [join(above, 'dangling'), 'EEXIST'],
  ] as const)
    expect(() => makeFolders(folder), folder).toThrow(expect.objectContaining({ code }));
});
