// Says when the numbers beside it are not to be taken at their word, and why: the connection is lost, or the server has
// just started and is still being told who is here, or lets nobody more watch.
import { formatAge } from '../format.ts';
import { useNow } from '../ui/use-now.ts';
import styles from './live-notice.module.css';
import { useLive } from './use-live.ts';

export function LiveNotice({ host }: { host: string }) {
  const staleSince = useLive((live) => live.staleSince);
  const isSettling = useLive((live) => live.sites.get(host)?.isSettling ?? false);
  const refusal = useLive((live) => live.refusal);
  const hasNumber = useLive((live) => live.sites.has(host));
  return (
    <div className={styles.notice} data-live-notice={staleSince !== null ? 'stale' : isSettling ? 'settling' : ''}>
      <span role="status">
        {refusal !== null
          ? `${refusal} `
          : staleSince !== null
            ? 'reconnecting… '
            : isSettling && 'just started, still counting heads'}
      </span>
      {staleSince !== null && hasNumber && <Age since={staleSince} />}
    </div>
  );
}

/** Outside of the status, which would otherwise be read out anew every second. */
const Age = ({ since }: { since: number }) => <span>this is {formatAge(useNow() - since)} old</span>;
