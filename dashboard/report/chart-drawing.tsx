// A chart's shape as SVG.

import styles from './chart.module.css';
import { type Bar, insideOf, type Label, LETTER, type Point, type Shape } from './chart-shape.ts';
import type { Marked } from './use-chart-hand.ts';

/** How high the mark on the greatest number is, in px. */
const MARKER = 16;

interface Props {
  shape: Shape;
  points: readonly Point[];
  /** Who is pointed at. */
  at: number | undefined;
  marked: Marked | null;
  labels: readonly Label[];
}

export function ChartDrawing({ shape, points, at, marked, labels }: Props) {
  const { step } = shape;
  const [first, last] = marked ?? (at === undefined ? [0, -1] : [at, at]);
  const pointed = at === undefined ? undefined : points[at];
  return (
    <svg className={styles.drawing} aria-hidden="true">
      {last >= first && (
        <rect
          className={styles.band}
          x={first * step}
          width={(last - first + 1) * step}
          height="100%"
          data-marked={marked ? '' : undefined}
        />
      )}
      <path className={styles.beforeArea} d={shape.beforeArea} />
      <path className={styles.before} d={shape.before} data-before={shape.before === '' ? undefined : ''} />
      {shape.grid.map(({ y }) => (
        <line key={y} className={styles.grid} x1="0" x2="100%" y1={y} y2={y} />
      ))}
      <path className={styles.area} d={shape.area} />
      <path className={styles.line} d={shape.line} />
      <path className={`${styles.line} ${styles.dashed}`} d={shape.running} />
      {shape.bars.map((bar) => (
        <BarDrawing key={bar.point.startMs} bar={bar} />
      ))}
      {shape.kind === 'line' && at !== undefined && pointed && (
        <g>
          <line className={styles.needle} x1={(at + 0.5) * step} x2={(at + 0.5) * step} y1="0" y2="100%" />
          {pointed.value !== null && (
            <circle className={styles.dot} cx={(at + 0.5) * step} cy={shape.yOf(pointed.value)} r="4" />
          )}
        </g>
      )}
      {shape.grid.map(({ y, text }) => (
        <g key={y} transform={`translate(0 ${y})`}>
          <rect className={styles.plate} y={-MARKER / 2} width={text.length * LETTER + 6} height={MARKER} />
          <text className={styles.scale} x="2">
            {text}
          </text>
        </g>
      ))}
      {shape.peak && <Peak peak={shape.peak} width={step * points.length} />}
      <line className={styles.ground} x1="0" x2="100%" y1="100%" y2="100%" />
      {labels.map(({ point, x, text }) => (
        <text
          key={point.startMs}
          className={styles.label}
          x={x}
          y="100%"
          dy="1.4em"
          data-coming={point.state === 'coming' || undefined}
        >
          {text}
        </text>
      ))}
    </svg>
  );
}

function BarDrawing({ bar: { point, isPeak, x, width, y, height, number } }: { bar: Bar }) {
  const isRunning = point.state === 'running';
  const isInside = number?.isInside && !isRunning;
  return (
    <g data-bucket={point.state} data-count={point.value ?? undefined}>
      {height > 0 && (
        <rect
          className={isRunning ? styles.unfinished : styles.bar}
          x={isRunning ? x + 0.5 : x}
          y={isRunning ? y + 0.5 : y}
          width={Math.max(1, isRunning ? width - 1 : width)}
          height={Math.max(1, height)}
        />
      )}
      {number && (
        <g transform={`translate(${number.x} ${number.y})${number.isUpright ? ' rotate(-90)' : ''}`}>
          {isPeak && <Marker text={number.text} />}
          <text className={`${styles.number} ${isPeak ? styles.marked : isInside ? styles.inside : ''}`}>
            {number.text}
          </text>
        </g>
      )}
    </g>
  );
}

/** As with a felt pen; around the point that it is drawn at. */
function Marker({ text }: { text: string }) {
  const width = text.length * LETTER + 6;
  return (
    <rect className={styles.marker} x={-width / 2} y={-MARKER / 2} width={width} height={MARKER} data-peak={text} />
  );
}

/** The greatest, where no number stands in any bar. */
function Peak({ peak: { x, y, text }, width }: { peak: NonNullable<Shape['peak']>; width: number }) {
  return (
    <g transform={`translate(${insideOf(x, text, width)} ${y - MARKER / 2 - 2})`}>
      <Marker text={text} />
      <text className={`${styles.number} ${styles.marked}`}>{text}</text>
    </g>
  );
}
