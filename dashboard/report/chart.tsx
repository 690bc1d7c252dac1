// One of the figures over time: plain black bars with their numbers in them, or a line where there are too many. What it is compared with
// stands faint behind; what is not over is dashed. Whoever points at a bucket reads it above; whoever drags over some looks closer.
import { useId, useMemo } from 'react';
import { Hidden } from '../ui/hidden.tsx';
import layout from '../ui/layout.module.css';
import { useSize } from '../ui/use-size.ts';
import { WordButton } from '../ui/word-button.tsx';
import { words } from '../words/words.ts';
import type { Figure } from './asked.ts';
import styles from './chart.module.css';
import { ChartDrawing } from './chart-drawing.tsx';
import { labelsOf, type Point, peakOf, pointsOf, shapeOf } from './chart-shape.ts';
import { changeOf, FIGURE_NAMES, formatFigure, sayChange, sayFigure } from './figures.ts';
import type { Now } from './range-steps.ts';
import type { Reported } from './reported.ts';
import { bucketLabel, bucketName, UNIT_NAMES } from './times.ts';
import { type Marked, useChartHand } from './use-chart-hand.ts';

const t = words('report');

interface Props {
  /** Undefined: not known yet. */
  reported: Reported | undefined;
  isFaded: boolean;
  metric: Figure;
  now: Now;
  /** Undefined where no closer look is possible. */
  canLookCloser: (points: readonly Point[], marked: Marked) => boolean;
  onCloser: (points: readonly Point[], marked: Marked) => void;
  onOut: () => void;
}

const NO_POINTS: readonly Point[] = [];

export function Chart({ reported, isFaded, metric, now, canLookCloser, onCloser, onOut }: Props) {
  const { ref, size } = useSize<HTMLDivElement>();
  const help = useId();
  const drawn = reported?.asked.figures.includes(metric) ? metric : 'visitors';
  // Not for every bucket that the mouse goes over.
  const points = useMemo(
    () => (reported ? pointsOf(reported, drawn, now.timeZone, now.nowMs) : NO_POINTS),
    [reported, drawn, now],
  );
  const running = points.findIndex(({ state }) => state === 'running');
  const hand = useChartHand({
    count: points.length,
    usual: running < 0 ? points.length - 1 : running,
    onCloser: (marked) => canLookCloser(points, marked) && onCloser(points, marked),
    onOut,
  });

  const unit = reported?.asked.unit ?? 'hour';
  const first = points[0];
  const isOfOneDay = first !== undefined && (points.at(-1)?.endMs ?? 0) - first.startMs < 1.5 * 86_400_000;
  const nameOf = (from: Point, to = from) =>
    bucketName(unit, { startMs: from.startMs, endMs: to.endMs }, now.timeZone, isOfOneDay);
  const pointed = hand.at === undefined ? undefined : points[hand.at];
  const peak = peakOf(points);

  function readOut(): string {
    const [from, to] = hand.marked?.map((place) => points[place]) ?? [];
    if (from && to) return t(hand.isResting ? 'chartMarked' : 'chartMarking', { from: nameOf(from), to: nameOf(to) });
    if (pointed) return sayPoint(drawn, nameOf(pointed), pointed);
    if (!reported) return '';
    return peak ? t('chartPeak', { when: nameOf(peak), value: sayFigure(drawn, peak.value) }) : t('chartNothing');
  }

  const shape = useMemo(
    () => (size && size.width > 0 ? shapeOf(points, drawn, size) : undefined),
    [points, drawn, size],
  );
  const labels = useMemo(() => {
    if (!shape) return [];
    const isRoomy = shape.step > 90;
    const nameOf = (point: Point) => bucketLabel(unit, point, now.timeZone, isOfOneDay, isRoomy);
    return labelsOf(points, unit, now.timeZone, shape.step, nameOf);
  }, [points, unit, now.timeZone, shape, isOfOneDay]);
  const closerAt = hand.marked ?? (hand.at === undefined ? null : ([hand.at, hand.at] as const));
  const canClose = closerAt !== null && canLookCloser(points, closerAt);

  return (
    <figure
      className={`${styles.chart} ${isFaded ? styles.faded : ''}`}
      aria-busy={isFaded || !reported}
      data-chart={shape?.kind}
    >
      <figcaption className={`${layout.column} ${styles.readout}`} data-readout>
        <span aria-hidden="true">{readOut()}</span>
        {hand.isResting && canClose && closerAt && (
          <WordButton
            isQuiet
            // Before the focus leaves the chart, and with it what is meant.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onCloser(points, closerAt)}
            tabIndex={-1}
          >
            {t('chartCloser')}
          </WordButton>
        )}
      </figcaption>
      <div className={layout.full}>
        <div className={styles.frame}>
          <input
            type="range"
            className={styles.keys}
            aria-label={t('chartLabel', { figure: FIGURE_NAMES[drawn], unit: UNIT_NAMES[unit].one })}
            aria-valuetext={readOut()}
            aria-describedby={help}
            disabled={points.length === 0}
            {...hand.keyboard}
          />
          <div ref={ref} className={styles.plot} data-can-look-closer={canClose || undefined} {...hand.pointer}>
            {shape && <ChartDrawing shape={shape} points={points} at={hand.at} marked={hand.marked} labels={labels} />}
            {reported && !peak && points.every(({ value }) => !value) && (
              <span className={styles.none}>{t('chartNobody')}</span>
            )}
          </div>
        </div>
      </div>
      <Hidden>
        <span id={help}>{t('chartHelp')}</span>
      </Hidden>
    </figure>
  );
}

/** `14:00–15:00: 12 visitors, so far; up 20% from 10`. */
function sayPoint(figure: Figure, name: string, { value, before, state }: Point): string {
  if (state === 'coming') return t('chartComing', { when: name });
  const said = t(state === 'running' ? 'chartSoFar' : 'chartPoint', { when: name, value: sayFigure(figure, value) });
  const change = changeOf(figure, value, before);
  if (change) return `${said}; ${sayChange(figure, change, before)}`;
  return before === null ? said : `${said}; ${t('chartBefore', { was: formatFigure(figure, before) })}`;
}
