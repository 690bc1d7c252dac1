// The hits of a visit, oldest first, in the site's own time.
import type { Site, TrailReply } from '../../server/contract/browser.ts';
import { drawable, formatAge, formatMoment, formatPath, formatShare } from '../format.ts';
import layout from '../ui/layout.module.css';
import { words } from '../words/words.ts';
import { HitPage } from './hit-page.tsx';
import styles from './trail.module.css';

const t = words('feed');

type Hit = TrailReply['hits'][number];

interface Props {
  site: Site;
  hits: readonly Hit[];
  more: boolean;
}

export function TrailHits({ site, hits, more }: Props) {
  const now = Date.now();
  return (
    <>
      {more && <p className={layout.soft}>{t('longer')}</p>}
      <ol className={styles.hits}>
        {hits.map((hit, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they have no other, and stay where they are
          <li key={index} data-hit={hit.path}>
            <time className={styles.time} dateTime={new Date(hit.t).toISOString()}>
              {formatMoment(hit.t, now, site.timezone)}
            </time>
            <div>
              {hit.kind === 'event' && (
                <b>
                  <bdi>{drawable(hit.event)}</bdi>
                </b>
              )}{' '}
              <HitPage hit={hit} host={site.host} />
              {hit.title.trim() !== '' && (
                <div className={styles.soft}>
                  <bdi dir="ltr">{formatPath(hit.path)}</bdi>
                </div>
              )}
              <Read hit={hit} />
              <Props props={hit.props} />
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}

const Read = ({ hit: { engagedMs, scrollDepth } }: { hit: Hit }) =>
  engagedMs === null ? null : (
    <div className={styles.soft}>
      {scrollDepth !== null && scrollDepth > 0
        ? t('readAsFar', { age: formatAge(engagedMs), depth: formatShare(scrollDepth / 100) })
        : t('read', { age: formatAge(engagedMs) })}
    </div>
  );

function Props({ props }: { props: Hit['props'] }) {
  const entries = Object.entries(props);
  if (entries.length === 0) return null;
  return (
    <dl className={styles.props}>
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>
            <bdi>{drawable(name)}</bdi>:
          </dt>
          <dd>
            <bdi>{drawable(String(value))}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}
