// What one visitor did on this visit: how they came, and page after page what they saw. Beside the dashboard, which goes on.
import type { Site, TrailReply } from '../../server/contract/browser.ts';
import { formatAge, formatList } from '../format.ts';
import layout from '../ui/layout.module.css';
import { Sheet } from '../ui/sheet.tsx';
import { words } from '../words/words.ts';
import { TrailFacts } from './trail-facts.tsx';
import { TrailHits } from './trail-hits.tsx';
import { useTrail } from './use-trail.ts';
import { VisitorMark } from './visitor-mark.tsx';

const t = words('feed');

interface Props {
  site: Site;
  visitor: string;
  /** The number of their latest hit in the feed. */
  latest: number;
  onClose: () => void;
}

export function Trail({ site, visitor, latest, onClose }: Props) {
  const { data, error } = useTrail(site.host, visitor, latest);

  return (
    <Sheet
      title={<VisitorMark visitor={visitor} linked={data?.linked ?? true} />}
      onClose={onClose}
      data-trail={visitor}
    >
      {error && !data ? (
        <p role="alert">{error.message}</p>
      ) : (
        data && (
          <>
            <TrailFacts trail={data} />
            <h3>{summary(data)}</h3>
            <TrailHits site={site} hits={data.hits} more={data.more} />
          </>
        )
      )}
      <p className={layout.soft}>{data?.linked === false ? t('unlinked') : t('made')}</p>
    </Sheet>
  );
}

/** `This visit: 3 pages and 1 event in 4 min` */
function summary({ hits, more }: TrailReply): string {
  const pages = hits.filter(({ kind }) => kind === 'view').length;
  const events = hits.length - pages;
  const took = (hits.at(-1)?.t ?? 0) - (hits[0]?.t ?? 0);
  const done = formatList([
    ...(pages > 0 ? [t('pages', { count: pages })] : []),
    ...(events > 0 ? [t('events', { count: events })] : []),
  ]);
  const what = more ? t('latestOnly', { what: done }) : done;
  return t('thisVisit', { what: took >= 1000 ? t('within', { what, age: formatAge(took) }) : what });
}
