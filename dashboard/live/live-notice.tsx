// Says when the numbers beside it are not to be taken at their word, and why: the connection is lost, or the server has
// just started and is still being told who is here, or lets nobody more watch.
import { sentenceOf } from '../api-error.ts';
import { formatAge } from '../format.ts';
import { useNow } from '../ui/use-now.ts';
import { words } from '../words/words.ts';
import styles from './live-notice.module.css';
import { useLive } from './use-live.ts';

const t = words('live');

export function LiveNotice({ host }: { host: string }) {
  const staleSince = useLive((live) => live.staleSince);
  const isSettling = useLive((live) => live.sites.get(host)?.isSettling ?? false);
  const refusal = useLive((live) => live.refusal);
  const hasNumber = useLive((live) => live.sites.has(host));
  return (
    <div className={styles.notice} data-live-notice={staleSince !== null ? 'stale' : isSettling ? 'settling' : ''}>
      <span role="status">
        {refusal !== null
          ? sentenceOf({ code: 'too_many_streams', message: refusal })
          : staleSince !== null
            ? t('reconnecting')
            : isSettling && t('settling')}
      </span>{' '}
      {staleSince !== null && hasNumber && <Age since={staleSince} />}
    </div>
  );
}

/** Outside of the status, which would otherwise be read out anew every second. */
const Age = ({ since }: { since: number }) => <span>{t('ageOfIt', { age: formatAge(useNow() - since) })}</span>;
