// What a page loads: the tracker as shipped, compressed as the server compresses it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { root } from '../../scripts/ready.mjs';
import { whole } from '../report/numbers.mjs';

const CAP = 1_250;

export async function scriptSize() {
  const script = readFileSync(join(root, 'dist/tracker/headcount.js'));
  const brotli = brotliCompressSync(script, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
  return {
    rows: [
      {
        figure: 'headcount.js, brotli, as shipped',
        target: `≤ ${whole(CAP)} bytes`,
        reached: `${whole(brotli)} bytes`,
        isMet: brotli <= CAP,
      },
    ],
    tables: [],
    notes: [],
    raw: { bytes: script.length, brotli },
  };
}
