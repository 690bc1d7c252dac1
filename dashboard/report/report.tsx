// What has been counted: a range, its figures, one of them as a chart, and a panel for each sort of value. All of it is one question.
import { useMemo } from 'react';
import type { Site } from '../../server/contract/browser.ts';
import { formatAge } from '../format.ts';
import { Choice } from '../ui/choice.tsx';
import { Column } from '../ui/layout.tsx';
import { useNow } from '../ui/use-now.ts';
import { WordButton } from '../ui/word-button.tsx';
import { words } from '../words/words.ts';
import { type Asked, daysOf, unitsFor } from './asked.ts';
import { Chart } from './chart.tsx';
import type { Point } from './chart-shape.ts';
import { ChartTable } from './chart-table.tsx';
import { Figures } from './figure-list.tsx';
import { RangePicker } from './range-picker.tsx';
import { closer, type Now } from './range-steps.ts';
import styles from './report.module.css';
import { ReportPanels } from './report-panels.tsx';
import { questionOf } from './reported.ts';
import { UNIT_NAMES } from './times.ts';
import { useAsked, useChangeAsked } from './use-asked.ts';
import type { Marked } from './use-chart-hand.ts';
import { usePanels } from './use-panels.ts';
import { useReport } from './use-report.ts';

const t = words('report');

/** Whether the answer is to what is asked, whatever of it the chart draws. */
const isSame = (one: Asked, other: Asked) =>
  one.unit === other.unit && JSON.stringify(questionOf(one)) === JSON.stringify(questionOf(other));

/** Moves by the second at most, so that what is made of it is not made anew for every frame of the live view. */
function useClockOf({ timezone }: Site): Now {
  const second = Math.floor(Date.now() / 1000);
  return useMemo(() => ({ nowMs: second * 1000, timeZone: timezone }), [second, timezone]);
}

export function Report({ site }: { site: Site }) {
  const asked = useAsked(site);
  const { askUnit, askMetric, askCloser, goOut } = useChangeAsked();
  const panels = usePanels();
  const { data: reported, error, dataUpdatedAt } = useReport(site, asked, panels.queries);

  const now = useClockOf(site);
  const isOther = reported !== undefined && !isSame(reported.asked, asked);
  const isFaded = reported !== undefined && (error !== null || isOther);
  const days = reported && asked.range === 'all' ? lengthInDays(reported.range) : daysOf(asked.range);
  const units = unitsFor(days);

  function lookAt(points: readonly Point[], [first, last]: Marked): Asked['range'] | undefined {
    const [from, to] = [points[first], points[last]];
    return reported && from && to ? closer(from, to, reported.asked.unit, reported.range, now) : undefined;
  }

  return (
    <section className={styles.report} aria-labelledby="report">
      <Column>
        <div className={styles.head}>
          <RangePicker asked={asked} reported={reported} now={now} />
          {error && (
            <p>
              <span role="alert">{error.message}</span> {reported && !isOther && <Age since={dataUpdatedAt} />}
            </p>
          )}
          <Figures
            figures={asked.figures}
            reported={reported}
            isFaded={isFaded}
            chosen={asked.metric}
            onChoose={askMetric}
          />
        </div>
      </Column>
      <Chart
        reported={reported}
        isFaded={isFaded}
        metric={asked.metric}
        now={now}
        canLookCloser={(points, marked) => lookAt(points, marked) !== undefined}
        onCloser={(points, marked) => {
          const range = lookAt(points, marked);
          if (range !== undefined) askCloser(range);
        }}
        onOut={() => goOut?.()}
      />
      <Column>
        <div className={styles.tools}>
          <Choice
            legend={t('chartBy')}
            options={units.map((value) => ({ value, word: UNIT_NAMES[value].many }))}
            chosen={asked.unit}
            onChoose={askUnit}
          />
          {goOut && <WordButton onClick={goOut}>{t('chartOut')}</WordButton>}
        </div>
        <ChartTable reported={reported} now={now} />
      </Column>
      <Column>
        <ReportPanels site={site} asked={asked} panels={panels} reported={reported} isFaded={isFaded} />
      </Column>
    </section>
  );
}

const lengthInDays = ([from, to]: readonly [number, number]) => (to - from) / 86_400_000;

/** Of numbers that are greyed. No part of what is announced: it changes every second. */
function Age({ since }: { since: number }) {
  const now = useNow();
  return t('rangeStale', { age: formatAge(now - since) });
}
