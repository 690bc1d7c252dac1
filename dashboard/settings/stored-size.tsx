// How much is stored of a site, and how much room there is.
import type { Site, StorageReply } from '../../server/contract/browser.ts';
import { formatBytes, formatCount, formatDate } from '../format.ts';
import { laterWords } from '../words/later.ts';
import styles from './stored-size.module.css';
import { useStorage } from './use-deletions.ts';

const t = laterWords('settings');

export function StoredSize({ site: { host, timezone } }: { site: Site }) {
  const { data, error } = useStorage(host);
  return (
    <>
      <dl className={styles.sizes} aria-busy={!data}>
        {linesOf(data, timezone).map(([name, figure]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{figure}</dd>
          </div>
        ))}
      </dl>
      {error && <p role="alert">{error.message}</p>}
    </>
  );
}

/** The same lines while nothing is known yet: nothing jumps. */
function linesOf(data: StorageReply | undefined, timeZone: string): [string, string][] {
  const figure = (tell: (known: StorageReply) => string) => (data ? tell(data) : '…');
  return [
    [t('sizeHits'), figure(({ hits }) => formatCount(hits))],
    [t('sizeSince'), figure(({ since }) => (since === null ? '–' : formatDate(since, timeZone)))],
    [
      t('sizeRows'),
      figure(({ rows: { bytes, estimated } }) =>
        estimated ? t('sizeRowsAbout', { bytes: formatBytes(bytes) }) : formatBytes(bytes),
      ),
    ],
    [t('sizeColumns'), figure(({ segments }) => formatBytes(segments.bytes))],
    [t('sizeFile'), figure(({ file }) => formatBytes(file.bytes))],
    [t('sizeUnused'), figure(({ file }) => formatBytes(file.unused))],
    [t('sizeDisk'), figure(({ disk }) => (disk.free === null ? t('sizeUnknown') : formatBytes(disk.free)))],
  ];
}
