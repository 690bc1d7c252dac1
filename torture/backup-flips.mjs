// Single bytes of a backup, changed one at a time and put back: whoever reads the backup meanwhile must notice.
import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Changes one byte after another, and puts it back. `isAccepted` says whether the change was overlooked.
 * @param {import('./harness.mjs').Context} context
 * @param {string} folder
 * @param {{ flips: number, files: string[], isAccepted: () => Promise<boolean> }} way
 */
export async function flipBytes(context, folder, { flips, files, isAccepted }) {
  let accepted = 0;
  for (let flip = 0; flip < flips; flip += 1) {
    const file = join(folder, context.random.pick(files));
    const at = context.random.between(0, statSync(file).size - 1);
    const handle = openSync(file, 'r+');
    const byte = Buffer.alloc(1);
    readSync(handle, byte, 0, 1, at);
    const original = byte[0] ?? 0;
    byte[0] = original ^ context.random.between(1, 255);
    writeSync(handle, byte, 0, 1, at);
    if (await isAccepted()) {
      accepted += 1;
      context.note(`byte ${at} of ${file}, ${original} → ${byte[0]}: accepted`);
    }
    byte[0] = original;
    writeSync(handle, byte, 0, 1, at);
    closeSync(handle);
    if (flip % 1_000 === 999) context.say(`${flip + 1} bytes changed, ${accepted} overlooked`);
  }
  return accepted;
}
