// Writes on their way to the recorder, and about how much each brings.

export type WriteValues = Record<string, string | number | Uint8Array | null>;

export interface Write {
  sql: string;
  values: WriteValues;
}

/** About what the values of a write take on disk. */
export function bytesOf(values: WriteValues): number {
  let bytes = 0;
  for (const value of Object.values(values)) bytes += value instanceof Uint8Array ? value.length : String(value).length;
  return bytes;
}
