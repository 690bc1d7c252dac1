// One panel of a report: what it is by, its rows, and the way to more of them.
import type { ReportReply, Site } from '../../server/contract/browser.ts';
import { Choice } from '../ui/choice.tsx';
import layout from '../ui/layout.module.css';
import { WordButton } from '../ui/word-button.tsx';
import { PanelRows } from './panel-rows.tsx';
import styles from './report.module.css';
import { FEW, MANY, type Shown } from './use-panels.ts';

interface Props {
  site: Site;
  shown: Shown;
  /** What the answer is of. */
  answered: Shown;
  answer: ReportReply['answers'][number] | undefined;
  onChange: (shown: Shown) => void;
  onSave: () => void;
}

export function Panel({ site, shown, answered, answer, onChange, onSave }: Props) {
  const { panel, breakdown, rows } = shown;
  const isWhole = rows === MANY;
  const names = panel.breakdowns.map(({ name }) => name);
  function choose(name: string) {
    const chosen = panel.breakdowns.find((each) => each.name === name);
    if (chosen) onChange({ ...shown, breakdown: chosen, rows: FEW });
  }
  return (
    <div className={styles.breakdown} data-report={panel.id}>
      <h3 id={panel.id}>{panel.title}</h3>
      {names.length > 1 && (
        <Choice
          legend={`${panel.title} by`}
          options={names.map((word) => ({ value: word, word }))}
          chosen={breakdown.name}
          onChoose={choose}
        />
      )}
      <PanelRows site={site} shown={answered} answer={answer} />
      <div className={`${styles.deeds} ${layout.soft}`}>
        {(answer?.more || isWhole) && (
          <WordButton isQuiet onClick={() => onChange({ ...shown, rows: isWhole ? FEW : MANY })}>
            {isWhole ? `the first ${FEW}` : `the first ${MANY}`}
          </WordButton>
        )}
        {answer && answer.rows.length > 0 && (
          <WordButton isQuiet onClick={onSave} aria-label={`${panel.title} as CSV`}>
            as CSV
          </WordButton>
        )}
      </div>
    </div>
  );
}
