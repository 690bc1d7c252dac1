// A live list of which the beginning is fresher than the rest. Pure.

export interface DetailedRow {
  value: string;
  count: number;
  detail: string;
}

/** What stands in both is as the fresher says; most first, ties by value, as the server orders them. */
export function joinRows(top: readonly DetailedRow[], rest: readonly DetailedRow[]): DetailedRow[] {
  const fresh = new Set(top.map(({ value }) => value));
  return [...top, ...rest.filter(({ value }) => !fresh.has(value))].sort(
    (a, b) => b.count - a.count || (a.value < b.value ? -1 : 1),
  );
}
