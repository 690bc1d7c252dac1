// The product's name, who is signed in, the way out; and on a demo, that its readers are made up.
import { Link } from 'wouter';
import { pages } from '../base-path.ts';
import layout from '../ui/layout.module.css';
import { WordButton } from '../ui/word-button.tsx';
import { words } from '../words/words.ts';
import styles from './masthead.module.css';
import { useSession, useSignOut } from './use-session.ts';

const t = words('accounts');

export function Masthead() {
  const { data: session } = useSession();
  const signOut = useSignOut();
  if (session?.state !== 'signed_in') return null;
  return (
    <header className={styles.masthead}>
      <Link href={pages.home} className={layout.wordmark}>
        headcount
      </Link>
      <small className={styles.email}>
        <Link href={pages.account} title={session.email}>
          {session.email}
        </Link>
      </small>
      <Link href={pages.server}>{t('server')}</Link>
      <WordButton isQuiet onClick={() => signOut.mutate()}>
        {t('signOut')}
      </WordButton>
      {session.simulated && <p className={styles.demo}>{t('demo')}</p>}
      {signOut.error && <p role="alert">{signOut.error.message}</p>}
    </header>
  );
}
