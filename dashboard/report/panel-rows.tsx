// The rows of a panel, as «762 /posts/…», each underlined as far as its share of the first. A row's words filter the whole page; the
// arrow behind them leads to the place itself. What strangers wrote is text, and links only where a browser may follow them.
import type { Site } from '../../server/contract/browser.ts';
import type { Metric } from '../../server/contract/report.ts';
import { isPicked } from '../filters/filters.ts';
import { useChangeFilters, useFilters } from '../filters/use-filters.ts';
import { valueName } from '../filters/values.ts';
import { formatCount, formatDelta, formatShare } from '../format.ts';
import { LiveDot } from '../live/live-dot.tsx';
import { Glyph } from '../ui/glyph.tsx';
import hidden from '../ui/hidden.module.css';
import { Hidden } from '../ui/hidden.tsx';
import { SafeLink } from '../ui/safe-link.tsx';
import { words } from '../words/words.ts';
import styles from './panel.module.css';
import type { RowDimension } from './panels.ts';
import type { Answer } from './reported.ts';
import type { Shown } from './use-panels.ts';
import { FEW } from './use-panels.ts';

const t = words('panels');
const ui = words('ui');

type Row = Answer['rows'][number];

interface Props {
  site: Site;
  labelledBy: string;
  shown: Shown;
  /** Undefined: not known yet. */
  rows: readonly Row[] | undefined;
  /** Of the first metric, what a share is a share of. */
  total: number;
  /** By value, how many are there right now; undefined: that is not known. */
  now: ReadonlyMap<string, number> | undefined;
  /** Whether there was anything in what the rows are compared with. */
  isCompared: boolean;
  isFaded: boolean;
  /** More about a value than its name. */
  titleOf?: (value: string) => string | undefined;
  /** A row was chosen. */
  onPick?: () => void;
}

const METRIC_WORDS = {
  visitors: 'visitors',
  pageviews: 'pageviews',
  events: 'count',
  conversion_rate: 'conversion',
} as const satisfies { [name in Metric]?: string };

const metricWord = (metric: Metric) =>
  t(METRIC_WORDS[metric as keyof typeof METRIC_WORDS] satisfies Parameters<typeof t>[0]);

export const formatMetric = (metric: Metric, value: number | null | undefined): string => {
  if (value === null || value === undefined) return '–';
  return metric === 'conversion_rate' ? formatShare(value) : formatCount(value);
};

export function PanelRows({ site, labelledBy, shown, rows, total, now, isCompared, isFaded, titleOf, onPick }: Props) {
  const { panel, tab } = shown;
  const { filters } = useFilters();
  const { toggle } = useChangeFilters();
  if (rows === undefined) return <Skeleton />;
  if (rows.length === 0) return <p className={styles.none}>{filters.length > 0 ? t('nothingSo') : panel.none}</p>;
  const [first, second] = panel.metrics;
  const greatest = Math.max(1, ...rows.map(({ metrics }) => metrics[0] ?? 0));
  return (
    <table
      className={`${styles.rows} ${isFaded ? styles.faded : ''}`}
      aria-labelledby={labelledBy}
      style={{ '--digits': Math.max(3, formatCount(greatest).length) }}
    >
      <thead>
        <tr>
          <th scope="col">{metricWord(first)}</th>
          <th scope="col" className={hidden.hidden}>
            {tab.name}
          </th>
          {now && (
            <th scope="col" className={styles.now}>
              {t('now')} <LiveDot isFaded={false} />
            </th>
          )}
          <th scope="col" className={styles.soft}>
            <Hidden>{t('share')}</Hidden>
          </th>
          {second && <th scope="col">{metricWord(second)}</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ dimensions: [value = ''], metrics, previous }) => (
          <tr key={value} data-value={value} style={{ '--share': (metrics[0] ?? 0) / greatest }}>
            <td className={styles.count}>{formatMetric(first, metrics[0])}</td>
            <th scope="row">
              <RowWords
                dimension={tab.dimension}
                value={value}
                title={titleOf?.(value)}
                isPicked={isPicked(filters, tab.dimension, value)}
                onPick={() => {
                  toggle(tab.dimension, value);
                  onPick?.();
                }}
              />
              <Arrow href={tab.href?.(value, site.host) ?? null} name={valueName(tab.dimension, value)} />
            </th>
            {now && <td className={styles.now}>{now.has(value) ? formatCount(now.get(value) ?? 0) : ''}</td>}
            <td className={styles.soft}>
              {isCompared && previous && <Change now={metrics[0] ?? 0} before={previous[0] ?? 0} />}
              <span className={styles.part}>{total > 0 ? formatShare((metrics[0] ?? 0) / total) : ''}</span>
            </td>
            {second && <td>{formatMetric(second, metrics[1])}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface RowWordsProps {
  dimension: RowDimension;
  value: string;
  title: string | undefined;
  isPicked: boolean;
  onPick: () => void;
}

const RowWords = ({ dimension, value, title, isPicked, onPick }: RowWordsProps) => {
  const name = valueName(dimension, value);
  return (
    <button type="button" className={styles.value} aria-pressed={isPicked} onClick={onPick} title={title ?? name}>
      <Glyph dimension={dimension} value={value} />
      <bdi dir={dimension.startsWith('prop:') || dimension === 'event' ? undefined : 'ltr'}>{name}</bdi>
    </button>
  );
};

const Arrow = ({ href, name }: { href: string | null; name: string }) =>
  href !== null && (
    <SafeLink href={href} className={styles.open} label={ui('open', { what: name })}>
      ↗
    </SafeLink>
  );

/** What has become of it since what it is compared with. */
const Change = ({ now, before }: { now: number; before: number }) => (
  <span className={styles.change} title={t('before', { count: before })}>
    {before === 0 ? t('new') : now === before ? '=' : formatDelta((now - before) / before)}
  </span>
);

/** As high as what is coming. */
export const Skeleton = () => (
  <div className={styles.skeleton} aria-hidden="true">
    {Array.from({ length: FEW }, (_, i) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
      <span key={i} style={{ '--share': 1 / (1 + i) }} />
    ))}
  </div>
);
