// What has been counted, by everything that is known of it: a range, and a plain table for each sort of value.
import { useState } from 'react';
import type { ReportReply, Site } from '../../server/contract/browser.ts';
import { Choice } from '../ui/choice.tsx';
import layout from '../ui/layout.module.css';
import { useQuery } from '../ui/use-query.ts';
import { WordButton } from '../ui/word-button.tsx';
import { BreakdownRows } from './breakdown-rows.tsx';
import { RANGES, readRange, TABLES, writeRange } from './breakdowns.ts';
import { Goals } from './goals.tsx';
import styles from './report.module.css';
import { type Shown, saveTable, useBreakdowns } from './use-breakdowns.ts';

const FEW = 10;
const MANY = 100;

const rangeNames = RANGES.map(({ name }) => name);
type Answer = ReportReply['answers'][number];

export function Report({ site }: { site: Site }) {
  const [query, change] = useQuery();
  const range = readRange(query);
  const [shown, setShown] = useState<Shown[]>(() =>
    TABLES.map((table) => ({ table, breakdown: table.breakdowns[0], rows: FEW })),
  );
  const { data, error, isPlaceholderData } = useBreakdowns(site.host, range, shown);
  const [failure, setFailure] = useState<string>();

  function choose(name: string) {
    const chosen = RANGES.find((each) => each.name === name);
    if (chosen) change((query) => writeRange(query, chosen));
  }
  const replace = (index: number, by: Shown) => setShown(shown.map((each, i) => (i === index ? by : each)));
  async function save(which: Shown) {
    setFailure(undefined);
    await saveTable(site.host, range, which).catch((error: Error) => setFailure(error.message));
  }

  return (
    <section className={styles.report} aria-labelledby="report">
      <div className={styles.head}>
        <h2 id="report">Report</h2>
        <Choice
          legend="Range"
          options={rangeNames.map((word) => ({ value: word, word }))}
          chosen={range.name}
          onChoose={choose}
        />
      </div>
      {(error || failure) && <p role="alert">{failure ?? error?.message}</p>}
      <div className={`${styles.tables} ${isPlaceholderData ? styles.faded : ''}`} aria-busy={isPlaceholderData}>
        {shown.map((each, index) => (
          <Breakdown
            key={each.table.id}
            site={site}
            shown={each}
            answered={data?.shown[index] ?? each}
            answer={data?.answers[index]}
            onChange={(by) => replace(index, by)}
            onSave={() => void save(each)}
          />
        ))}
        <Goals site={site} range={range} />
      </div>
    </section>
  );
}

interface BreakdownProps {
  site: Site;
  shown: Shown;
  /** What the answer is of. */
  answered: Shown;
  answer: Answer | undefined;
  onChange: (shown: Shown) => void;
  onSave: () => void;
}

function Breakdown({ site, shown, answered, answer, onChange, onSave }: BreakdownProps) {
  const { table, breakdown, rows } = shown;
  const isWhole = rows === MANY;
  const names = table.breakdowns.map(({ name }) => name);
  function choose(name: string) {
    const chosen = table.breakdowns.find((each) => each.name === name);
    if (chosen) onChange({ ...shown, breakdown: chosen, rows: FEW });
  }
  return (
    <div className={styles.breakdown} data-report={table.id}>
      <h3 id={table.id}>{table.title}</h3>
      {names.length > 1 && (
        <Choice
          legend={`${table.title} by`}
          options={names.map((word) => ({ value: word, word }))}
          chosen={breakdown.name}
          onChoose={choose}
        />
      )}
      <BreakdownRows site={site} shown={answered} answer={answer} />
      <div className={`${styles.deeds} ${layout.soft}`}>
        {(answer?.more || isWhole) && (
          <WordButton isQuiet onClick={() => onChange({ ...shown, rows: isWhole ? FEW : MANY })}>
            {isWhole ? `the first ${FEW}` : `the first ${MANY}`}
          </WordButton>
        )}
        {answer && answer.rows.length > 0 && (
          <WordButton isQuiet onClick={onSave} aria-label={`${table.title} as CSV`}>
            as CSV
          </WordButton>
        )}
      </div>
    </div>
  );
}
