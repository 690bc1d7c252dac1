// Makes a folder and those above it, step by step: the recursive mkdir of Node 20 never returns where the kernel answers ENOENT
// below a folder that is there, as in /proc.
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Whether it had to be made. */
function makeOne(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    // Whatever mkdir says (EEXIST, or EROFS, or EACCES): it is there.
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return false;
    throw error;
  }
}

/** Makes what is missing, for its owner's eyes only. Returns the uppermost that was made, if any; throws the system's error. */
export function makeFolders(folder: string): string | undefined {
  try {
    return makeOne(folder) ? folder : undefined;
  } catch (error) {
    const above = dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || above === folder) throw error;
    const first = makeFolders(above);
    return makeOne(folder) ? (first ?? folder) : first; // once more only: see above
  }
}
