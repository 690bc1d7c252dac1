// One panel of a report: what it is told by, its rows, and the way to all of them.
import { useState } from 'react';
import type { Site } from '../../server/contract/browser.ts';
import { useFilters } from '../filters/use-filters.ts';
import { useLive } from '../live/use-live.ts';
import { partKey } from '../live/wanted.ts';
import { Boundary } from '../ui/boundary.tsx';
import { Choice } from '../ui/choice.tsx';
import layout from '../ui/layout.module.css';
import { lazily } from '../ui/lazily.tsx';
import { WordButton } from '../ui/word-button.tsx';
import { words } from '../words/words.ts';
import type { Asked } from './asked.ts';
import styles from './panel.module.css';
import { PanelRows } from './panel-rows.tsx';
import { type Panel, type RowDimension, tabsOf } from './panels.ts';
import type { Answer } from './reported.ts';
import type { Shown } from './use-panels.ts';
import { useProperties } from './use-properties.ts';
import type { Props as WholeListProps } from './whole-list.tsx';

const WholeList = lazily<WholeListProps>(async () => ({ default: (await import('./whole-list.tsx')).WholeList }));

const t = words('panels');

interface Props {
  site: Site;
  asked: Asked;
  shown: Shown<Panel>;
  /** Undefined: not known yet. */
  answer: Answer | undefined;
  isFaded: boolean;
  onChoose: (dimension: RowDimension) => void;
  onSave: () => void;
}

export function ReportPanel({ site, asked, shown, answer, isFaded, onChoose, onSave }: Props) {
  const { panel, tab } = shown;
  const [isWhole, setIsWhole] = useState(false);
  const properties = useProperties(site.host, asked, panel.key === 'events');
  const tabs = tabsOf(panel, tab, properties);
  const now = useNow(site.host, tab.dimension === 'page');
  return (
    <section className={styles.panel} aria-labelledby={panel.id} data-report={panel.id}>
      <h3 id={panel.id}>{panel.title}</h3>
      {tabs.length > 1 && (
        <Choice
          legend={t('by', { title: panel.title })}
          options={tabs.map(({ dimension, name }) => ({ value: dimension, word: name }))}
          chosen={tab.dimension}
          onChoose={onChoose}
        />
      )}
      <PanelRows
        site={site}
        labelledBy={panel.id}
        shown={shown}
        rows={answer?.rows}
        total={answer?.totals[0] ?? 0}
        now={now}
        isCompared={(answer?.previousTotals?.[0] ?? 0) > 0}
        isFaded={isFaded}
      />
      <div className={`${styles.deeds} ${layout.soft}`}>
        {answer?.more && (
          <WordButton
            isQuiet
            aria-haspopup="dialog"
            aria-label={t('wholeOf', { title: panel.title })}
            onClick={() => setIsWhole(true)}
          >
            {t('whole')}
          </WordButton>
        )}
        {answer && answer.rows.length > 0 && (
          <WordButton isQuiet onClick={onSave} aria-label={t('csvOf', { title: panel.title })}>
            {t('csv')}
          </WordButton>
        )}
      </div>
      {isWhole && (
        <Boundary fallback={null}>
          <WholeList site={site} asked={asked} shown={shown} onSave={onSave} onClose={() => setIsWhole(false)} />
        </Boundary>
      )}
    </section>
  );
}

/** How many are on which page right now, of those whom the filters leave, and of the pages that most are on; undefined: not asked for. */
function useNow(host: string, isOfPages: boolean): ReadonlyMap<string, number> | undefined {
  const { live } = useFilters();
  const pages = useLive(({ sites, parts }) =>
    live.length > 0 ? parts.get(partKey(host, live))?.pages : sites.get(host)?.shown.pages,
  );
  return isOfPages && pages ? new Map(pages) : undefined;
}
