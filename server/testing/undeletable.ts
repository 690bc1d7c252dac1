// A folder that Node cannot delete, whoever it runs as: it holds paths that are longer than the system takes.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

const DEEP = join(...new Array<string>(12).fill('d'.repeat(200)));

/** Makes `folder` undeletable, also under another name within the same parent; undone when the test has finished. */
export function makeUndeletable(folder: string): void {
  mkdirSync(join(folder, DEEP), { recursive: true });
  const more = mkdtempSync(join(dirname(folder), 'more-'));
  mkdirSync(join(more, DEEP), { recursive: true });
  renameSync(more, join(folder, DEEP, 'more'));
  onTestFinished(() => {
    deleteAnyway(dirname(folder));
  });
}

/** As `rm` does, which goes down folder by folder. */
export function deleteAnyway(path: string): void {
  execFileSync('rm', ['-rf', path]);
}
