// How much is stored of a site, and how much room there is.
import { useState } from 'react';
import type { Site, StorageReply } from '../../server/contract/browser.ts';
import { formatBytes, formatCount, formatDate } from '../format.ts';
import { Disclosure } from '../ui/disclosure.tsx';
import styles from './stored-size.module.css';
import { useStorage } from './use-deletions.ts';

export function StoredSize({ site }: { site: Site }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Disclosure summary="How much is stored" onToggle={setOpen}>
      {isOpen && <Sizes site={site} />}
    </Disclosure>
  );
}

function Sizes({ site: { host, timezone } }: { site: Site }) {
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
    ['Hits', figure(({ hits }) => formatCount(hits))],
    ['Since', figure(({ since }) => (since === null ? '–' : formatDate(since, timeZone)))],
    ['Rows', figure(({ rows }) => `${rows.estimated ? 'about ' : ''}${formatBytes(rows.bytes)}`)],
    ['Finished days as columns', figure(({ segments }) => formatBytes(segments.bytes))],
    ['The database, of all sites', figure(({ file }) => formatBytes(file.bytes))],
    ['Of it free for what comes', figure(({ file }) => formatBytes(file.unused))],
    ['Free on its disk', figure(({ disk }) => (disk.free === null ? 'unknown' : formatBytes(disk.free)))],
  ];
}
