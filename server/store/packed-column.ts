// A column that is not looked at for now, in less memory: deflated block by block, each of them some milliseconds of work, so that
// whoever packs or unpacks a large one can let others have a turn.
import { decodeColumn, encodeColumn, stepsOf, sumOfSteps } from './column-blob.ts';
import type { Numbers } from './columns.ts';
import { GrowingColumn } from './numbers.ts';

export interface PackedColumn {
  /** Each with the numbers that it holds; its first number, where it is of steps, is beside it. */
  blocks: readonly { packed: Uint8Array; length: number; first: number }[];
  isOfSteps: boolean;
  /** What it takes in memory. */
  bytes: number;
}

const BLOCK = 65_536;
const NAME = 'packed';

/** `isOfSteps`: numbers that nearly ascend, which take less as differences. */
export function* packColumn(values: Numbers, isOfSteps: boolean): Generator<undefined, PackedColumn> {
  const blocks: { packed: Uint8Array; length: number; first: number }[] = [];
  let bytes = 0;
  for (let from = 0; from < values.length; from += BLOCK) {
    const block = values.subarray(from, from + BLOCK);
    const numbers = isOfSteps ? stepsOf(block) : block;
    const first = isOfSteps ? (numbers[0] ?? 0) : 0;
    if (isOfSteps) numbers[0] = 0;
    const packed = encodeColumn(NAME, numbers);
    blocks.push({ packed, length: block.length, first });
    bytes += packed.length;
    yield;
  }
  return { blocks, isOfSteps, bytes };
}

export function* unpackColumn({ blocks, isOfSteps }: PackedColumn): Generator<undefined, GrowingColumn> {
  const column = new GrowingColumn();
  column.reserve(blocks.reduce((sum, { length }) => sum + length, 0));
  for (const { packed, length, first } of blocks) {
    const numbers = decodeColumn(NAME, packed, length);
    if (isOfSteps) {
      const steps = Uint32Array.from(numbers);
      steps[0] = first;
      column.append(sumOfSteps(steps));
    } else column.append(numbers);
    yield;
  }
  return column;
}
