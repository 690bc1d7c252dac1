// Medians, and how figures are written.

/** The middle value; the mean of the middle two of an even number. NaN for none. */
export function median(/** @type {number[]} */ values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? /** @type {number} */ (sorted[Math.floor(middle)])
    : (Number(sorted[middle - 1]) + Number(sorted[middle])) / 2;
}

export const whole = (/** @type {number} */ value) => Math.round(value).toLocaleString('en');
export const ratio = (/** @type {number} */ value) => value.toFixed(2);
export const percent = (/** @type {number} */ value) => `${Math.round(value * 100)} %`;
export const ms = (/** @type {number} */ value) => `${value.toFixed(1)} ms`;

/** Lines of columns as wide as their widest cell: the first to the left, the others to the right. */
export function table(/** @type {string[][]} */ rows) {
  const widths = rows.reduce(
    (/** @type {number[]} */ known, row) => row.map((cell, i) => Math.max(cell.length, known[i] ?? 0)),
    [],
  );
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('   ')
      .trimEnd(),
  );
}
