// Single hits of the range that is asked for, in the look of the feed. Whoever is still known there bears their name, and a click opens
// their trail; others are a number within their day, and a click leaves only them.
import { useMemo } from 'react';
import type { HitsReply, Site } from '../../server/contract/browser.ts';
import { isPicked } from '../filters/filters.ts';
import { useChangeFilters, useFilters } from '../filters/use-filters.ts';
import { valueName } from '../filters/values.ts';
import { drawable, formatCountry, formatDevice, formatMoment, formatSource } from '../format.ts';
import type { FeedEntry } from '../live/feed-log.ts';
import { useLive } from '../live/use-live.ts';
import { useAsked } from '../report/use-asked.ts';
import layout from '../ui/layout.module.css';
import { useQuery } from '../ui/use-query.ts';
import { WordButton } from '../ui/word-button.tsx';
import { words } from '../words/words.ts';
import rowStyles from './feed-row.module.css';
import styles from './history.module.css';
import { HitPage } from './hit-page.tsx';
import { useHistory } from './use-history.ts';
import { VisitorMark } from './visitor-mark.tsx';

const t = words('feed');

type Hit = HitsReply['hits'][number];

export function History({ site }: { site: Site }) {
  const asked = useAsked(site);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useHistory(site.host, asked);
  const hits = useMemo(() => data?.pages.flatMap((page) => page.hits), [data]);
  const known = useKnown(site.host, hits);
  return (
    <div className={styles.history} data-history="">
      {error && (
        <p role="alert">
          {error.message} <WordButton onClick={() => void refetch()}>{t('historyAgain')}</WordButton>
        </p>
      )}
      {hits?.length === 0 && <p className={layout.soft}>{t('historyNone')}</p>}
      {hits === undefined && !error && <p className={layout.soft}>…</p>}
      {hits && hits.length > 0 && (
        <ol className={styles.rows} aria-label={t('history')}>
          {hits.map((hit, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they have no other, and stay where they are
            <HistoryRow key={index} site={site} hit={hit} visitor={known.get(hit.visitor)} />
          ))}
        </ol>
      )}
      {hasNextPage && (
        <WordButton aria-disabled={isFetchingNextPage} onClick={() => isFetchingNextPage || void fetchNextPage()}>
          {t('historyMore')}
        </WordButton>
      )}
    </div>
  );
}

const keyOf = (at: number, path: string, event: string) => `${at} ${event} ${path}`;

/** By the name of the day, the id of today's feed: of those who have a hit there. */
function useKnown(host: string, hits: readonly Hit[] | undefined): ReadonlyMap<string, string> {
  const feed = useLive(({ feeds }) => feeds.get(host)?.hits);
  return useMemo(() => {
    const entries = new Map((feed ?? []).map((hit: FeedEntry) => [keyOf(hit.t, hit.path, hit.event), hit]));
    const known = new Map<string, string>();
    for (const { visitor, t, page, event } of hits ?? []) {
      const entry = visitor === '' ? undefined : entries.get(keyOf(t, page, event));
      if (entry?.linked) known.set(visitor, entry.visitor);
    }
    return known;
  }, [feed, hits]);
}

interface HistoryRowProps {
  site: Site;
  hit: Hit;
  /** Their id in today's feed, if they are there. */
  visitor: string | undefined;
}

function HistoryRow({ site, hit, visitor }: HistoryRowProps) {
  const { source = '', country = '', device = '', hostname = site.host } = hit.visit;
  const from = [formatSource(source), country === '' ? '' : formatCountry(country), formatDevice(device)];
  const where = from.filter((part) => part !== '').join(' · ');
  const page = <HitPage hit={{ host: hostname || site.host, path: hit.page, title: '' }} host={site.host} />;
  return (
    <li className={`${rowStyles.row} ${rowStyles.dated}`} data-hit={hit.page}>
      <time className={rowStyles.age} dateTime={new Date(hit.t).toISOString()}>
        {formatMoment(hit.t, Date.now(), site.timezone)}
      </time>
      <Who hit={hit} visitor={visitor} />
      <div className={rowStyles.what}>
        {hit.kind === 'event'
          ? t.rich('eventOn', {
              event: () => (
                <b>
                  <bdi>{drawable(hit.event)}</bdi>
                </b>
              ),
              page: () => page,
            })
          : page}
      </div>
      <div className={rowStyles.from} title={where}>
        <bdi>{where}</bdi>
      </div>
    </li>
  );
}

function Who({ hit, visitor }: Omit<HistoryRowProps, 'site'>) {
  const [, changeQuery] = useQuery();
  const { filters } = useFilters();
  const { toggle } = useChangeFilters();
  if (hit.visitor === '') return <span className={styles.nobody}>{t('notLinked')}</span>;
  const isOnly = isPicked(filters, 'visitor', hit.visitor);
  return (
    <span className={styles.who}>
      {visitor === undefined ? (
        <span className={styles.name}>{t('visitorNumber', { number: valueName('visitor', hit.visitor) })}</span>
      ) : (
        <button
          type="button"
          className={rowStyles.who}
          aria-haspopup="dialog"
          onClick={() => changeQuery((query) => query.set('trail', visitor))}
        >
          <VisitorMark visitor={visitor} linked />
        </button>
      )}
      <WordButton
        isQuiet
        aria-pressed={isOnly}
        aria-label={t('onlyThem', { number: valueName('visitor', hit.visitor) })}
        onClick={() => toggle('visitor', hit.visitor)}
      >
        {t('only')}
      </WordButton>
    </span>
  );
}
