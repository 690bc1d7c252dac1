import { expect, it } from 'vitest';
import { createTellings, NOT_TOLD, PIECE_LENGTH } from './telling.ts';

const LINE = 'x'.repeat(100);

/** Takes all steps, as turns do when nobody else is there. */
async function take(_question: unknown, steps: Iterator<unknown>): Promise<void> {
  while (!steps.next().done);
}

/** An answer of so many lines, which counts those that were made. */
function answerOf(lines: number) {
  const made = { lines: 0 };
  function* texts(): Generator<string | undefined> {
    for (; made.lines < lines; made.lines += 1) {
      yield; // others may have a turn
      yield LINE;
    }
  }
  return { made, texts: texts() };
}

const asked = (number: number, id = 1) => ({ number, site: { id } });
const notTold = { code: NOT_TOLD };

it('makes of an endless answer what is asked for, and no more', async () => {
  const tellings = createTellings(take);
  const { made, texts } = answerOf(Number.POSITIVE_INFINITY);
  const first = await tellings.begin(asked(1), texts);
  expect(first.isLast).toBe(false);
  for (let pieces = 1; pieces < 10; pieces += 1) {
    const { text } = await tellings.more(1);
    expect(text.length).toBeGreaterThanOrEqual(PIECE_LENGTH);
    expect(text.length).toBeLessThan(PIECE_LENGTH + LINE.length);
    expect(made.lines * LINE.length).toBeLessThanOrEqual((pieces + 1) * (PIECE_LENGTH + LINE.length));
  }
});

it.each([0, 1, 655, 656, 2_000, 10_000])('tells %i lines whole', async (lines) => {
  const tellings = createTellings(take);
  let { text, isLast } = await tellings.begin(asked(1), answerOf(lines).texts);
  while (!isLast) {
    const piece = await tellings.more(1);
    text += piece.text;
    isLast = piece.isLast;
  }
  expect(text).toBe(LINE.repeat(lines));
  await expect(tellings.more(1)).rejects.toMatchObject(notTold);
});

it('keeps nothing of an answer that nobody wants, whose site is gone, or which could not be made', async () => {
  const tellings = createTellings(take);
  for (const [number, site] of [[1], [2], [3, 2]] as const) {
    await tellings.begin(asked(number, site), answerOf(10_000).texts);
  }
  function* failing() {
    yield 'x'.repeat(PIECE_LENGTH);
    throw new Error('too long');
  }
  await tellings.begin(asked(4, 2), failing());
  tellings.letGo(1);
  await expect(tellings.more(1)).rejects.toMatchObject(notTold);
  expect(await tellings.more(2)).toMatchObject({ isLast: false });
  tellings.forget(1);
  await expect(tellings.more(2)).rejects.toMatchObject(notTold);
  expect(await tellings.more(3)).toMatchObject({ isLast: false });
  await expect(tellings.more(4)).rejects.toThrow('too long');
  await expect(tellings.more(4)).rejects.toMatchObject(notTold);
});
