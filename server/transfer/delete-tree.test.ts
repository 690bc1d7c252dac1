import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/build-test-app.ts';
import { makeUndeletable } from '../testing/undeletable.ts';
import { deleteTree } from './delete-tree.ts';

it('deletes a folder with all that is in it, and nothing that is linked from there', async () => {
  const [folder, elsewhere] = [join(temporaryFolder(), 'gone'), temporaryFolder()];
  mkdirSync(join(folder, 'a', 'b'), { recursive: true });
  writeFileSync(join(folder, 'a', 'b', 'file'), '');
  writeFileSync(join(elsewhere, 'file'), '');
  symlinkSync(elsewhere, join(folder, 'a', 'link'));
  await deleteTree(folder);
  expect(existsSync(folder)).toBe(false);
  expect(readdirSync(elsewhere)).toEqual(['file']);
  await deleteTree(folder); // twice is harmless
});

it('says of a file that nobody may delete that it is not permitted, not that it is no folder', async () => {
  // As an immutable file, which only root can make; the kernel lets nobody delete this one either.
  const file = '/proc/version';
  await expect(deleteTree(file)).rejects.toMatchObject({ code: 'EPERM', path: file });
});

it('deletes the rest of a folder in which something cannot be deleted', async () => {
  const folder = join(temporaryFolder(), 'stuck');
  mkdirSync(folder);
  makeUndeletable(folder);
  writeFileSync(join(folder, 'z-large'), '');
  await expect(deleteTree(folder)).rejects.toMatchObject({ code: 'ENAMETOOLONG' });
  expect(readdirSync(folder)).toHaveLength(1);
});
