// What has been counted, by everything that is known of it: a range, and a panel for each sort of value.
import type { Site } from '../../server/contract/browser.ts';
import { Choice } from '../ui/choice.tsx';
import { useQuery } from '../ui/use-query.ts';
import { RANGES, readRange, writeRange } from './ranges.ts';
import styles from './report.module.css';
import { ReportPanels } from './report-panels.tsx';

const rangeNames = RANGES.map(({ name }) => name);

export function Report({ site }: { site: Site }) {
  const [query, change] = useQuery();
  const range = readRange(query);

  function choose(name: string) {
    const chosen = RANGES.find((each) => each.name === name);
    if (chosen) change((query) => writeRange(query, chosen));
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
      <ReportPanels site={site} range={range} />
    </section>
  );
}
