// The two deeds of the big screen, out of sight while nobody touches anything: all of the screen, and back.
import { useEffect, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { pages } from '../base-path.ts';
import { WordButton } from '../ui/word-button.tsx';
import { words } from '../words/words.ts';
import styles from './screen-page.module.css';

const t = words('screen');

function useFullscreen(): boolean {
  const [isFull, setIsFull] = useState(document.fullscreenElement !== null);
  useEffect(() => {
    const look = () => setIsFull(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', look);
    return () => document.removeEventListener('fullscreenchange', look);
  }, []);
  return isFull;
}

const leaveFullscreen = () => void document.exitFullscreen().catch(() => {});

export function ScreenControls({ host }: { host: string }) {
  const isFull = useFullscreen();
  const [, goTo] = useLocation();
  useEffect(() => {
    // Of a full screen the browser itself makes a window by Escape; the next one comes here.
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'Escape' && document.fullscreenElement === null) goTo(pages.site(host));
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [host, goTo]);

  return (
    <div className={styles.controls}>
      {document.fullscreenEnabled &&
        (isFull ? (
          <WordButton onClick={leaveFullscreen}>{t('window')}</WordButton>
        ) : (
          <WordButton onClick={() => void document.documentElement.requestFullscreen().catch(() => {})}>
            {t('fullScreen')}
          </WordButton>
        ))}
      <Link
        href={pages.site(host)}
        aria-label={t('leave')}
        onClick={() => {
          if (isFull) leaveFullscreen();
        }}
      >
        ×
      </Link>
    </div>
  );
}
