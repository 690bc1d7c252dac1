// Columns that are needed for a moment only, part after part, in the same memory each time: making arrays costs more than filling
// them, and collecting them as garbage as much again.
import type { Numbers } from '../store/columns.ts';

type Kind<Column extends Numbers> = { new (length: number): Column };

/**
 * An array of so many numbers, whatever they are. What was given under the same name before is not valid any more.
 */
export type Scratch = <Column extends Numbers>(name: string, kind: Kind<Column>, length: number) => Column;

/** The same memory for the same name and kind. */
export function createScratch(): Scratch {
  const kept = new Map<string, Numbers>();
  return (name, kind, length) => {
    const key = `${name} ${kind.name}`;
    let column = kept.get(key);
    if (!column || column.length < length) {
      column = new kind(Math.ceil(length * 1.25));
      kept.set(key, column);
    }
    return column.subarray(0, length) as never;
  };
}

/** New memory each time: for who keeps what is made. */
export const noScratch: Scratch = (_name, kind, length) => new kind(length);
