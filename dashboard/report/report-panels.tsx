// The panels of a report, each with what it is told by; and the goals.
import { useState } from 'react';
import type { Site } from '../../server/contract/browser.ts';
import type { Asked } from './asked.ts';
import { Goals } from './goals.tsx';
import styles from './panel.module.css';
import { ReportPanel } from './panel.tsx';
import type { Reported } from './reported.ts';
import { type Shown, type ShownPanels, savePanel } from './use-panels.ts';

interface Props {
  site: Site;
  asked: Asked;
  panels: ShownPanels;
  /** Undefined: not known yet. */
  reported: Reported | undefined;
  isFaded: boolean;
}

export function ReportPanels({ site, asked, panels: { shown, choose }, reported, isFaded }: Props) {
  const [failure, setFailure] = useState<string>();
  async function save(which: Shown) {
    setFailure(undefined);
    await savePanel(site.host, asked, which).catch((error: Error) => setFailure(error.message));
  }

  return (
    <>
      {failure && <p role="alert">{failure}</p>}
      <div className={styles.panels} aria-busy={isFaded || !reported}>
        {shown.map((each, index) => {
          // While another question is under way, what is answered is not what was chosen last.
          const isIts = reported?.panels[index]?.dimensions?.[0] === each.tab.dimension;
          return (
            <ReportPanel
              key={each.panel.id}
              site={site}
              asked={asked}
              shown={each}
              answer={isIts ? reported?.answers[index] : undefined}
              isFaded={isFaded}
              onChoose={(dimension) => choose(each.panel, dimension)}
              onSave={() => void save(each)}
            />
          );
        })}
        <Goals site={site} asked={asked} />
      </div>
    </>
  );
}
