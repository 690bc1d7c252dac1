// Which days a report is about, and what they are compared with: by name, by calendar, or a step back and forward from where one is.
import { type SubmitEvent, useState } from 'react';
import { useShortcut } from '../keys/shortcuts.ts';
import { Choice } from '../ui/choice.tsx';
import { Hidden } from '../ui/hidden.tsx';
import layout from '../ui/layout.module.css';
import { WordButton } from '../ui/word-button.tsx';
import { words } from '../words/words.ts';
import type { Asked, Edges } from './asked.ts';
import { dateAt } from './calendar.ts';
import styles from './range-picker.module.css';
import { datesOf, instantsOf, type Now, named } from './range-steps.ts';
import type { Reported } from './reported.ts';
import { spanName } from './times.ts';
import { useChangeAsked, useStep } from './use-asked.ts';

const t = words('report');

const NAMES = [
  { value: 'today', word: t('rangeToday') },
  { value: 'yesterday', word: t('rangeYesterday') },
  { value: '24h', word: t('rangeDay') },
  { value: '7d', word: t('range7Days') },
  { value: '30d', word: t('range30Days') },
  { value: '91d', word: t('range91Days') },
  { value: '6mo', word: t('range6Months') },
  { value: '12mo', word: t('range12Months') },
  { value: 'month', word: t('rangeMonth') },
  { value: 'last_month', word: t('rangeLastMonth') },
  { value: 'year', word: t('rangeYear') },
  { value: 'all', word: t('rangeAll') },
] as const;
const SELDOM = { value: '28d', word: t('range28Days') } as const;

const COMPARED = [
  { value: 'none', word: t('rangeCompareNone') },
  { value: 'previous', word: t('rangeComparePrevious') },
  { value: 'year', word: t('rangeCompareYear') },
] as const;

interface Props {
  asked: Asked;
  /** Undefined: not known yet. */
  reported: Reported | undefined;
  now: Now;
}

export function RangePicker({ asked, reported, now }: Props) {
  const { askRange, askCompare } = useChangeAsked();
  const { range, compare } = asked;
  const back = useStep(-1, range, now);
  const forward = useStep(1, range, now);
  useShortcut('<', 'earlier', back);
  useShortcut('>', 'later', forward);
  const isAnswered = reported?.asked.range === range;
  const instants = (isAnswered ? reported.range : undefined) ?? instantsOf(range, now);
  const compared = isAnswered && reported.asked.compare === compare ? reported.compared : undefined;
  const names = range === SELDOM.value ? [...NAMES, SELDOM] : NAMES;
  const compareNames = range === 'all' ? COMPARED.slice(0, 1) : COMPARED;
  return (
    <div className={styles.picker}>
      <div className={styles.title}>
        <Step to={back} name={t('rangeBack')} sign="‹" />
        <h2 id="report">
          <Hidden>{t('rangeTitle')}, </Hidden>
          <span data-range>{instants ? spanName(instants, now.timeZone) : t('rangeAll')}</span>
        </h2>
        <Step to={forward} name={t('rangeForward')} sign="›" />
        <span className={layout.soft}>{now.timeZone}</span>
      </div>
      <Pick
        legend={t('rangeLabel')}
        options={names}
        chosen={typeof range === 'string' ? range : undefined}
        onChoose={askRange}
        word={t('rangeSpan')}
        dates={datesOf(range, now)}
        now={now}
      />
      <div className={styles.compare}>
        <span className={styles.with} aria-hidden="true">
          {t('rangeCompare')}
        </span>
        <Pick
          legend={t('rangeCompare')}
          options={compareNames}
          chosen={typeof compare === 'string' ? compare : compare === null ? 'none' : undefined}
          onChoose={(value) => askCompare(value === 'none' ? null : (value as Asked['compare']))}
          word={t('rangeCompareSpan')}
          dates={Array.isArray(compare) ? datesOf(compare, now) : undefined}
          now={now}
          isDates
        />
        {compare !== null && (
          <span className={`${layout.soft} ${styles.compared}`} data-compared>
            {compared && spanName(compared, now.timeZone)}
          </span>
        )}
      </div>
    </div>
  );
}

const Step = ({ to, name, sign }: { to: (() => void) | undefined; name: string; sign: string }) => (
  <button type="button" className={styles.step} aria-label={name} title={name} disabled={!to} onClick={to}>
    {sign}
  </button>
);

interface PickProps<Name extends string> {
  legend: string;
  options: readonly { value: Name; word: string }[];
  /** Undefined: days by calendar. */
  chosen: string | undefined;
  onChoose: (choice: Name | Edges) => void;
  word: string;
  /** What the calendar begins with. */
  dates: Edges | undefined;
  now: Now;
  /** Days by calendar stay days, also where they have a name. */
  isDates?: boolean;
}

/** A name, or days by calendar. */
function Pick<Name extends string>({ legend, options, chosen, onChoose, word, dates, now, isDates }: PickProps<Name>) {
  const [isOpen, setIsOpen] = useState(false);
  const today = dateAt(now.timeZone, now.nowMs);

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    const edges = [String(values.get('from')), String(values.get('to'))].sort() as Edges;
    if (edges.includes('')) return;
    setIsOpen(false);
    onChoose(isDates ? edges : (named(edges, now) as Edges));
  }

  return (
    <div className={styles.pick}>
      <div className={styles.words}>
        <Choice
          legend={legend}
          options={options as readonly { value: string; word: string }[]}
          chosen={chosen ?? ''}
          onChoose={(value) => {
            setIsOpen(false);
            onChoose(value as Name);
          }}
        />
        <WordButton
          aria-label={`${legend}: ${word}`}
          aria-expanded={isOpen}
          aria-current={chosen === undefined || undefined}
          onClick={() => setIsOpen(!isOpen)}
        >
          {word}
        </WordButton>
      </div>
      {isOpen && (
        <form className={styles.dates} onSubmit={submit} aria-label={legend}>
          <label>
            {t('rangeFrom')}{' '}
            <input type="date" name="from" required min="1990-01-01" max={today} defaultValue={dates?.[0]} />
          </label>
          <label>
            {t('rangeTo')}{' '}
            <input type="date" name="to" required min="1990-01-01" max="2199-12-31" defaultValue={dates?.[1]} />
          </label>
          <button type="submit" className={styles.show}>
            {t('rangeShow')}
          </button>
        </form>
      )}
    </div>
  );
}
