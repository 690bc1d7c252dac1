// The panels of a report, each with what it is by and how many rows: one question for all of them.
import { useState } from 'react';
import type { Site } from '../../server/contract/browser.ts';
import { Goals } from './goals.tsx';
import { FEW, Panel } from './panel.tsx';
import { PANELS } from './panels.ts';
import type { ShownRange } from './ranges.ts';
import styles from './report.module.css';
import { type Shown, savePanel, usePanels } from './use-panels.ts';

export function ReportPanels({ site, range }: { site: Site; range: ShownRange }) {
  const [shown, setShown] = useState<Shown[]>(() =>
    PANELS.map((panel) => ({ panel, breakdown: panel.breakdowns[0], rows: FEW })),
  );
  const { data, error, isPlaceholderData } = usePanels(site.host, range, shown);
  const [failure, setFailure] = useState<string>();

  const replace = (index: number, by: Shown) => setShown(shown.map((each, i) => (i === index ? by : each)));
  async function save(which: Shown) {
    setFailure(undefined);
    await savePanel(site.host, range, which).catch((error: Error) => setFailure(error.message));
  }

  return (
    <>
      {(error || failure) && <p role="alert">{failure ?? error?.message}</p>}
      <div className={`${styles.tables} ${isPlaceholderData ? styles.faded : ''}`} aria-busy={isPlaceholderData}>
        {shown.map((each, index) => (
          <Panel
            key={each.panel.id}
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
    </>
  );
}
