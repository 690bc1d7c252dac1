// The scale that bars which grow by the second stand on, and the curve behind them as it. Pure.
import { fullScale } from '../format.ts';

const STEPS = [1, 1.5, 2, 3, 4, 6, 8, 10];

/**
 * The next round number at or above the greatest: while one bar grows, the others keep their heights but for a rare step, and
 * the tallest is never less than half as high as the chart.
 */
export function steadyScale(greatest: number): number {
  const least = fullScale(greatest);
  const power = 10 ** Math.floor(Math.log10(least));
  return Math.ceil((STEPS.find((step) => step * power >= least) ?? 10) * power);
}

/** A line of steps, one unit wide each and `1` high at most, as the `d` of an SVG path; 0 is at the bottom, y = 1. */
export function stepsPath(counts: readonly number[], scale: number): string {
  return counts.map((count, i) => `${i === 0 ? 'M0 ' : 'V'}${heightOf(count, scale)}H${i + 1}`).join('');
}

/** Enough digits for any screen, and few enough to read. */
const heightOf = (count: number, scale: number) => Math.round((1 - Math.min(1, count / scale)) * 10_000) / 10_000;
