// What the owner hopes for, and how many got there: a list, and behind a word what changes it.
import { useState } from 'react';
import type { Goal, Site } from '../../server/contract/browser.ts';
import { Disclosure } from '../ui/disclosure.tsx';
import layout from '../ui/layout.module.css';
import { WordButton } from '../ui/word-button.tsx';
import { words } from '../words/words.ts';
import type { Asked } from './asked.ts';
import { ChangeGoals } from './change-goals.tsx';
import { meaningOf } from './goal-meaning.ts';
import styles from './panel.module.css';
import { PanelRows } from './panel-rows.tsx';
import { type Reached, saveReached, useGoals, useReached } from './use-goals.ts';
import type { Shown } from './use-panels.ts';

const t = words('panels');

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
    <section className={styles.panel} aria-labelledby="report-goals" data-report="report-goals">
      <h3 id="report-goals">{t('goals')}</h3>
      {failure && <p role="alert">{failure.message}</p>}
      {goals?.length === 0 && <p className={layout.soft}>{t('goalsMean')}</p>}
      {goals && goals.length > 0 && (
        <>
          <GoalRows site={site} goals={goals} reached={reached.data} />
          <div className={`${styles.deeds} ${layout.soft}`}>
            <WordButton isQuiet onClick={() => void save()} aria-label={t('csvOf', { title: t('goals') })}>
              {t('csv')}
            </WordButton>
          </div>
        </>
      )}
      {goals && (
        <Disclosure summary={goals.length === 0 ? t('goalsFirst') : t('goalsChange')} isWide>
          <ChangeGoals key={site.id} host={site.host} goals={goals} />
        </Disclosure>
      )}
    </section>
  );
}

/** As a panel of its own. */
const SHOWN: Shown = {
  panel: { id: 'report-goals', key: 'goals', title: t('goals'), metrics: ['visitors', 'conversion_rate'], none: '' },
  tab: { dimension: 'goal', name: t('goal') },
};

/** Most visitors first, like every list of the report; ties by name. */
function GoalRows({ site, goals, reached }: GoalRowsProps) {
  const visitorsOf = ({ id }: Goal) => reached?.get(id)?.visitors ?? 0;
  const ordered = [...goals].sort((a, b) => visitorsOf(b) - visitorsOf(a) || (a.name < b.name ? -1 : 1));
  const rows = ordered.map(({ id, name }) => {
    const { visitors = null, share = null } = reached?.get(id) ?? {};
    return { dimensions: [name], metrics: [visitors, share] };
  });
  const meanings = new Map(goals.map((goal) => [goal.name, meaningOf(goal)]));
  return (
    <PanelRows
      site={site}
      labelledBy="report-goals"
      shown={SHOWN}
      rows={rows}
      total={0}
      now={undefined}
      isCompared={false}
      isFaded={false}
      titleOf={(name) => meanings.get(name)}
    />
  );
}

interface GoalRowsProps {
  site: Site;
  goals: readonly Goal[];
  /** Undefined: not known yet. */
  reached: Map<number, Reached> | undefined;
}
