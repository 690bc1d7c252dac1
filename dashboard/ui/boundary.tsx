// A section that fails takes nothing else with it: it says so, and offers a way out. A part of an older version loads the page anew.
import { Component, type ReactNode, Suspense, useEffect, useState } from 'react';
import { words } from '../words/words.ts';
import styles from './boundary.module.css';
import layout from './layout.module.css';
import { NotLoaded } from './lazily.tsx';
import { WordButton } from './word-button.tsx';

const t = words('sites');

interface Props {
  /** What is shown while a part is fetched; a few grey lines unless told. */
  fallback?: ReactNode;
  /** When it changes something else is shown, and an error of before is over. */
  of?: string;
  children: ReactNode;
}

export class Boundary extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override componentDidUpdate(before: Props) {
    if (before.of !== this.props.of) this.again();
  }

  again = () => {
    const { error } = this.state;
    if (!error) return;
    if (error instanceof NotLoaded) error.forget();
    this.setState({ error: null });
  };

  override render() {
    const { fallback = <Skeleton />, children } = this.props;
    const { error } = this.state;
    if (error) return <Failed error={error} onAgain={this.again} />;
    return <Suspense fallback={fallback}>{children}</Suspense>;
  }
}

const LINES = ['55%', '90%', '75%', '40%'];

/** As high as most of what it stands for. */
export const Skeleton = () => (
  <div className={styles.skeleton} role="status" aria-label={t('loading')}>
    {LINES.map((width) => (
      <span key={width} style={{ '--width': width }} />
    ))}
  </div>
);

const RELOADED_AT = 'headcount.reloaded';
const MINUTE_MS = 60_000;

/** Not twice within a minute: a proxy may still hold the old page. */
function mayReload(): boolean {
  try {
    const before = Number(sessionStorage.getItem(RELOADED_AT) ?? 0);
    sessionStorage.setItem(RELOADED_AT, String(Date.now()));
    return Date.now() - before > MINUTE_MS;
  } catch {
    return false;
  }
}

function Failed({ error, onAgain }: { error: Error; onAgain: () => void }) {
  if (error instanceof NotLoaded && error.hasNewVersion) return <NewVersion />;
  return (
    <div className={`${layout.notice} ${styles.failed}`} role="alert" data-failed>
      <p>
        <strong>{error instanceof NotLoaded ? t('noPart') : t('failed')}</strong>
      </p>
      {!(error instanceof NotLoaded) && <p className={layout.soft}>{t('failedText', { message: error.message })}</p>}
      <p className={styles.ways}>
        <WordButton onClick={onAgain}>{t('tryAgain')}</WordButton>
        <WordButton onClick={() => location.reload()}>{t('reload')}</WordButton>
      </p>
    </div>
  );
}

/** Once for the page, however many of its parts are gone. */
let isReloading: boolean | undefined;

function NewVersion() {
  const [isGoing] = useState(() => {
    isReloading ??= mayReload();
    return isReloading;
  });
  useEffect(() => {
    if (isGoing) location.reload();
  }, [isGoing]);
  return (
    <div className={`${layout.notice} ${styles.failed}`} role="alert" data-failed="new-version">
      <p>{isGoing ? t('newVersion') : t('newVersionStill')}</p>
      {!isGoing && <WordButton onClick={() => location.reload()}>{t('reload')}</WordButton>}
    </div>
  );
}
