// What whoever runs the server should know or mend, above everything else. It stays for as long as it is true and goes by itself. A status and not an alert: it may be true for days, and must not interrupt.
import type { Notices as Told } from '../../server/contract/browser.ts';
import { useLive } from '../live/use-live.ts';
import { CopyBox } from '../ui/copy-box.tsx';
import layout from '../ui/layout.module.css';
import { words } from '../words/words.ts';
import { textOf } from './notice-text.ts';
import styles from './notices.module.css';

const t = words('notices');

type Notice = Told['notices'][number];

/** Hits are being lost while these are true. */
const URGENT = ['disk_full'];

export function Notices() {
  const notices = useLive((live) => live.notices);
  // Always there, since a status that arrives together with its text is not read out; and read in parts, so that a second
  // notice does not repeat the first.
  return (
    <div role="status" aria-atomic="false" className={styles.notices}>
      {notices.map((notice) => (
        <OneNotice key={keyOf(notice)} notice={notice} />
      ))}
    </div>
  );
}

/** Without its text, which may change while it stands (a number grows). */
const keyOf = ({ code, site, dimension, setting, proxySetting }: Notice) =>
  JSON.stringify([code, site, dimension, setting, proxySetting]);

const OneNotice = ({ notice }: { notice: Notice }) => (
  <div
    className={`${layout.notice} ${styles.notice} ${URGENT.includes(notice.code) ? styles.urgent : ''}`}
    data-notice={notice.code}
  >
    <p>{textOf(notice)}</p>
    {notice.setting !== undefined && (
      <>
        <p className={layout.soft}>{t('environment')}</p>
        <CopyBox label={t('environmentLine')} text={notice.setting} deed={t('copyLine')} rows={1} />
      </>
    )}
    {notice.proxySetting !== undefined && (
      <>
        <p className={layout.soft}>{t('proxy')}</p>
        <CopyBox label={t('proxyLine')} text={notice.proxySetting} deed={t('copyLine')} rows={1} />
      </>
    )}
  </div>
);
