// What the owner hopes for, and how many got there: a plain table, and behind a word what changes it.
import { useState } from 'react';
import type { Goal, Site } from '../../server/contract/browser.ts';
import { drawable, formatCount, formatShare } from '../format.ts';
import { Disclosure } from '../ui/disclosure.tsx';
import layout from '../ui/layout.module.css';
import { WordButton } from '../ui/word-button.tsx';
import type { Asked } from './asked.ts';
import { ChangeGoals } from './change-goals.tsx';
import { meaningOf } from './goal-meaning.ts';
import styles from './report.module.css';
import { type Reached, saveReached, useGoals, useReached } from './use-goals.ts';

const NO_GOALS: readonly Goal[] = [];

export function Goals({ site, asked }: { site: Site; asked: Asked }) {
  const { data: goals, error } = useGoals(site.host);
  const reached = useReached(site.host, asked, goals ?? NO_GOALS);
  const [saveError, setSaveError] = useState<Error>();
  const failure = error ?? reached.error ?? saveError;
  async function save() {
    setSaveError(undefined);
    await saveReached(site.host, asked).catch(setSaveError);
  }
  return (
    <div className={styles.breakdown} data-report="report-goals">
      <h3 id="report-goals">Goals</h3>
      {failure && <p role="alert">{failure.message}</p>}
      {goals?.length === 0 && (
        <p className={layout.soft}>
          A goal is what you hope visitors will do: see a page, such as /thanks, or set off an event, such as Signup.
          Name it, and here stands how many got there and what share of all visitors they are, in the past as well.
        </p>
      )}
      {goals && goals.length > 0 && (
        <>
          <GoalRows goals={goals} reached={reached.data} />
          <div className={`${styles.deeds} ${layout.soft}`}>
            <WordButton isQuiet onClick={() => void save()} aria-label="Goals as CSV">
              as CSV
            </WordButton>
          </div>
        </>
      )}
      {goals && (
        <Disclosure summary={goals.length === 0 ? 'Name a goal' : 'Add, rename or remove goals'} isWide>
          <ChangeGoals key={site.id} host={site.host} goals={goals} />
        </Disclosure>
      )}
    </div>
  );
}

/** Most visitors first, like every table of the report; ties by name. */
function GoalRows({ goals, reached }: { goals: readonly Goal[]; reached: Map<number, Reached> | undefined }) {
  const visitorsOf = ({ id }: Goal) => reached?.get(id)?.visitors ?? 0;
  const ordered = [...goals].sort((a, b) => visitorsOf(b) - visitorsOf(a) || (a.name < b.name ? -1 : 1));
  return (
    <table className={styles.table} aria-labelledby="report-goals">
      <thead>
        <tr>
          <th scope="col">goal</th>
          <th scope="col">visitors</th>
          <th scope="col">conversion</th>
        </tr>
      </thead>
      <tbody>
        {ordered.map((goal) => {
          const { visitors, share = null } = reached?.get(goal.id) ?? {};
          return (
            <tr key={goal.id} data-value={goal.name}>
              <th scope="row" title={meaningOf(goal)}>
                <bdi>{drawable(goal.name)}</bdi>
              </th>
              <td>{visitors === undefined ? '–' : formatCount(visitors)}</td>
              <td>{share === null ? '–' : formatShare(share)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
