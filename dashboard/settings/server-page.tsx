// For whoever runs the server: its backups, and what its sites take.
import { Link } from 'wouter';
import type { BackupsReply } from '../../server/contract/browser.ts';
import { pages } from '../base-path.ts';
import { formatBytes, formatCount, formatMoment } from '../format.ts';
import { CopyBox } from '../ui/copy-box.tsx';
import layout from '../ui/layout.module.css';
import { Column } from '../ui/layout.tsx';
import { useTitle } from '../ui/use-title.ts';
import { WordButton } from '../ui/word-button.tsx';
import { laterWords } from '../words/later.ts';
import { code } from '../words/rich.tsx';
import styles from './settings-page.module.css';
import { useAllStorage, useBackups, useMakeBackup, useServer } from './use-server.ts';

const t = laterWords('settings');

const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
const moment = (at: number) => formatMoment(at, Date.now(), timeZone);

export default function ServerPage() {
  const { data: server } = useServer();
  useTitle(`${t('server')} · headcount`);
  return (
    <Column>
      <div className={`${layout.narrow} ${styles.page}`}>
        <header>
          <h1>{t('server')}</h1>
          <p className={styles.said}>
            {server && t('serverVersion', { version: server.version, time: moment(server.startedAt) })}
          </p>
        </header>
        <section className={styles.part} aria-labelledby="backups">
          <h2 id="backups">{t('backups')}</h2>
          <Backups />
        </section>
        <section className={styles.part} aria-labelledby="storage">
          <h2 id="storage">{t('storage')}</h2>
          <Storage />
        </section>
      </div>
    </Column>
  );
}

function Backups() {
  const { data, error } = useBackups();
  const make = useMakeBackup();
  const isGoing = make.isPending || Boolean(data?.underWay);
  const failed = make.error ?? error;
  return (
    <div className={styles.group}>
      {data && <p>{t.rich('backupsText', { code, folder: data.folder })}</p>}
      <WordButton disabled={!data || isGoing} onClick={() => make.mutate()}>
        {t('backupBegin')}
      </WordButton>
      <p role="status" className={styles.said} data-backup={isGoing ? 'going' : 'none'}>
        {data?.underWay
          ? t('backupStep', { time: moment(data.underWay.begunAt), step: data.underWay.step })
          : make.isSuccess && data?.failure === null && t('backupMade')}
      </p>
      {data && data.failure !== null && <p className={styles.error}>{t('backupFailed', { why: data.failure })}</p>}
      {failed && (
        <p role="alert" className={styles.error}>
          {failed.message}
        </p>
      )}
      {data && (data.backups.length === 0 ? <p>{t('backupNone')}</p> : <Stored {...data} />)}
    </div>
  );
}

const Stored = ({ backups, folder }: BackupsReply) => (
  <>
    <ul className={styles.rows} aria-label={t('backups')}>
      {backups.map(({ name, kind, at, bytes, hits }) => (
        <li key={name} className={styles.row} title={name}>
          <span>
            <time dateTime={new Date(at).toISOString()}>{moment(at)}</time>{' '}
            <span className={layout.soft}>{backupKind(kind)}</span>
          </span>
          <span>
            {t('backupHits', { n: hits })}, {formatBytes(bytes)}
          </span>
        </li>
      ))}
    </ul>
    <p>{t('backupRestore')}</p>
    <CopyBox
      label={t('backupRestoreLabel')}
      text={`npm run headcount -- restore ${folder}/${backups[0]?.name} --overwrite`}
      deed={t('backupRestoreCopy')}
      rows={2}
    />
  </>
);

function Storage() {
  const { data, error } = useAllStorage();
  if (!data) return error ? <p role="alert">{error.message}</p> : <p aria-busy="true">…</p>;
  const { sites, file, disk } = data;
  return (
    <div className={styles.group}>
      <dl className={styles.rows}>
        {(
          [
            [t('sizeFile'), formatBytes(file.bytes)],
            [t('sizeUnused'), formatBytes(file.unused)],
            [t('sizeDisk'), disk.free === null ? t('sizeUnknown') : formatBytes(disk.free)],
          ] as const
        ).map(([name, figure]) => (
          <div key={name} className={styles.row}>
            <dt>{name}</dt>
            <dd>{figure}</dd>
          </div>
        ))}
      </dl>
      <p className={layout.soft}>{t('storageText')}</p>
      <ul className={styles.rows} aria-label={t('storage')}>
        {sites.map(({ site, hits, rows, segments }) => (
          <li key={site} className={styles.row}>
            <Link href={pages.settings(site, 'kept')}>{site}</Link>
            <span>
              {formatCount(hits)} · {formatBytes(rows)} · {formatBytes(segments)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function backupKind(kind: string): string {
  if (kind.startsWith('before-migration')) return t('backupKindMigration');
  return kind === 'by-hand' ? t('backupKindByHand') : t('backupKindDaily');
}
