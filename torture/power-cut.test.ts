// Row 2 of the scorecard, in its short size; the full one is `npm run torture -- power-cut`.
import { expect, it } from 'vitest';
import { runShort } from './short-run.ts';

const { anyMoments, momentsOfAcknowledgement } = await import(new URL('power-cut-moments.mjs', import.meta.url).href);
const { createRandom } = await import(new URL('random.mjs', import.meta.url).href);

it('no acknowledged hit is lost and no database damaged, whichever operation the power cut follows', async () => {
  const result = await runShort('power-cut');
  console.info(result.reached);
  expect(result).toMatchObject({ passed: true, imagesThatLost: 0, damaged: 0, control: { passed: true } });
});

const write = { kind: 'write' };
const ack = { kind: 'ack' };
/** A start, then thirty commits, each acknowledged to two readers. */
const life = [...new Array(400).fill(write), ...new Array(30).fill([write, write, ack, ack]).flat(), write];

it.each([1, 5, 37, 1000])(
  'a control of at most %i cuts has one after the first acknowledgement, and no other',
  (most) => {
    const moments: number[] = [...momentsOfAcknowledgement(life, most)];
    expect(moments[0]).toBe(403); // the second of two at once
    expect(moments.length).toBeGreaterThanOrEqual(Math.min(most, 30) / 2);
    expect(moments.length).toBeLessThanOrEqual(most);
    expect(moments.every((index) => life[index] === ack && life[index + 1] === write)).toBe(true);
  },
);

it('the experiment itself cuts anywhere in a life, but never between acknowledgements', () => {
  const all: Set<number> = anyMoments(life, { most: life.length, random: createRandom(1) });
  expect(all.has(0)).toBe(true);
  expect([...all].some((index) => life[index + 1] === ack)).toBe(false);
  // Why a control must not: of a few cuts by chance there are some lives in which none finds anything to lose.
  const cuts = Array.from({ length: 50 }, (_, seed) => anyMoments(life, { most: 5, random: createRandom(seed) }));
  expect(cuts.some((found: Set<number>) => [...found].every((index) => index < 403))).toBe(true);
});
