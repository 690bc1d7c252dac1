// What whoever runs the server should know or mend, above everything else. The server's own words; it stays for as long as
// it is true and goes by itself. A status and not an alert: it may be true for days, and must not interrupt.
import type { Notices as Told } from '../../server/contract/browser.ts';
import { useLive } from '../live/use-live.ts';
import { CopyBox } from '../ui/copy-box.tsx';
import layout from '../ui/layout.module.css';
import styles from './notices.module.css';

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

const OneNotice = ({ notice: { code, text, setting, proxySetting } }: { notice: Notice }) => (
  <div className={`${layout.notice} ${styles.notice} ${URGENT.includes(code) ? styles.urgent : ''}`} data-notice={code}>
    <p>{text}</p>
    {setting !== undefined && (
      <>
        <p className={layout.soft}>Set it in the server’s environment and restart:</p>
        <CopyBox label="Line for the server’s environment" text={setting} deed="copy the line" rows={1} />
      </>
    )}
    {proxySetting !== undefined && (
      <>
        <p className={layout.soft}>
          In nginx, set it where the requests are passed on, and reload (Caddy and HAProxy have their own word for it):
        </p>
        <CopyBox label="Line for the proxy’s settings" text={proxySetting} deed="copy the line" rows={1} />
      </>
    )}
  </div>
);
