// The rows of one panel. Its values were written by strangers: text, and links only where a browser may follow them.
import type { ReportReply, Site } from '../../server/contract/browser.ts';
import { formatCount } from '../format.ts';
import { SafeLink } from '../ui/safe-link.tsx';
import styles from './report.module.css';
import type { Shown } from './use-panels.ts';

interface Props {
  site: Site;
  shown: Shown;
  /** Undefined: not known yet. */
  answer: ReportReply['answers'][number] | undefined;
}

export function PanelRows({ site, shown: { panel, breakdown }, answer }: Props) {
  if (answer?.rows.length === 0) return <p className={styles.none}>nothing in this range</p>;
  return (
    <table className={styles.table} aria-labelledby={panel.id}>
      <thead>
        <tr>
          <th scope="col">{breakdown.name === 'all' ? 'page' : breakdown.name}</th>
          {panel.metrics.map((metric) => (
            <th key={metric} scope="col">
              {metric}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {answer?.rows.map(({ dimensions: [value = ''], metrics }) => {
          const text = breakdown.format(value);
          return (
            <tr key={value} data-value={value}>
              <th scope="row" title={text}>
                <SafeLink href={breakdown.href?.(value, site.host) ?? null}>
                  <bdi dir="ltr">{text}</bdi>
                </SafeLink>
              </th>
              {panel.metrics.map((metric, i) => (
                <td key={metric}>{formatCount(metrics[i] ?? 0)}</td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
