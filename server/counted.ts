// A number of things in a sentence: `1 character`, `2 characters`.

/** `many`: where an s is not enough. */
export const counted = (count: number | bigint, one: string, many = `${one}s`): string =>
  `${count} ${Number(count) === 1 ? one : many}`;
