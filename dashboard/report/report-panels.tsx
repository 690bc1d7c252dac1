// The panels of a report, each with what it is by and how many rows.
import { useState } from 'react';
import type { Site } from '../../server/contract/browser.ts';
import type { Asked } from './asked.ts';
import { Goals } from './goals.tsx';
import { Panel } from './panel.tsx';
import styles from './report.module.css';
import type { Reported } from './reported.ts';
import { type Shown, type ShownPanels, savePanel, shownBy } from './use-panels.ts';

interface Props {
  site: Site;
  asked: Asked;
  panels: ShownPanels;
  /** Undefined: not known yet. */
  reported: Reported | undefined;
  isFaded: boolean;
}

export function ReportPanels({ site, asked, panels: { shown, replace }, reported, isFaded }: Props) {
  const [failure, setFailure] = useState<string>();
  async function save(which: Shown) {
    setFailure(undefined);
    await savePanel(site.host, asked, which).catch((error: Error) => setFailure(error.message));
  }

  return (
    <>
      {failure && <p role="alert">{failure}</p>}
      <div className={`${styles.tables} ${isFaded ? styles.faded : ''}`} aria-busy={isFaded}>
        {shown.map((each, index) => (
          <Panel
            key={each.panel.id}
            site={site}
            shown={each}
            answered={shownBy(reported?.panels[index], each) ?? each}
            answer={reported?.answers[index]}
            onChange={(by) => replace(index, by)}
            onSave={() => void save(each)}
          />
        ))}
        <Goals site={site} asked={asked} />
      </div>
    </>
  );
}
