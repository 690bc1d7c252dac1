// The report's figures: large bare numbers, what has become of them since what they are compared with, and which of them the chart draws.
import { useId } from 'react';
import hidden from '../ui/hidden.module.css';
import { Hidden } from '../ui/hidden.tsx';
import wording from '../ui/words.module.css';
import { words } from '../words/words.ts';
import type { Figure } from './asked.ts';
import styles from './figure-list.module.css';
import { type Change, changeOf, FIGURE_NAMES, formatFigure, sayChange, writeChange } from './figures.ts';
import type { Reported } from './reported.ts';

const t = words('report');

interface Props {
  figures: readonly Figure[];
  /** Undefined: not known yet. */
  reported: Reported | undefined;
  isFaded: boolean;
  chosen: Figure;
  onChoose: (figure: Figure) => void;
}

export function Figures({ figures, reported, isFaded, chosen, onChoose }: Props) {
  const name = useId();
  const of = (values: readonly (number | null)[] | undefined, figure: Figure) =>
    values?.[reported?.asked.figures.indexOf(figure) ?? -1] ?? null;
  return (
    <fieldset className={`${styles.figures} ${isFaded ? styles.faded : ''}`} aria-busy={isFaded || !reported}>
      <legend className={hidden.hidden}>{t('figures')}</legend>
      {figures.map((figure) => {
        const value = of(reported?.totals.totals, figure);
        const before = of(reported?.totals.previousTotals, figure);
        const change = changeOf(figure, value, before);
        return (
          <label key={figure} className={styles.figure}>
            <input
              type="radio"
              name={name}
              value={figure}
              checked={figure === chosen}
              onChange={() => onChoose(figure)}
              className={`${hidden.hidden} ${wording.choice}`}
            />
            <span className={wording.word}>{FIGURE_NAMES[figure]}</span>
            <span className={styles.value} data-figure={figure}>
              {reported ? formatFigure(figure, value) : <span className={styles.ghost} />}
            </span>
            {reported?.compared && (
              <span className={styles.change} data-change={figure}>
                {change && <ChangeInWords figure={figure} change={change} before={before} />}
              </span>
            )}
          </label>
        );
      })}
    </fieldset>
  );
}

function ChangeInWords({ figure, change, before }: { figure: Figure; change: Change; before: number | null }) {
  return (
    <>
      <span aria-hidden="true">
        {change.way !== 'same' && <Arrow isUp={change.way === 'up'} isGood={change.isGood} />}
        {writeChange(figure, change, before)}
      </span>
      <Hidden>{sayChange(figure, change, before)}</Hidden>
    </>
  );
}

/** Its way says what its colour says; what is good is not always what is more. */
const Arrow = ({ isUp, isGood }: { isUp: boolean; isGood: boolean }) => (
  <svg viewBox="0 0 10 10" className={`${styles.arrow} ${isGood ? styles.good : styles.bad}`} aria-hidden="true">
    <path d={isUp ? 'M5 1 9.5 9h-9z' : 'M5 9 .5 1h9z'} />
  </svg>
);
