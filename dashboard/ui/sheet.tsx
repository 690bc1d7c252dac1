// Something large over the page, which goes on behind it: at the edge where lines end, as high as the page; the whole page where that is narrow.
import { type ReactNode, type SyntheticEvent, useId, useLayoutEffect, useRef } from 'react';
import { words } from '../words/words.ts';
import styles from './sheet.module.css';
import { WordButton } from './word-button.tsx';

const t = words('ui');

interface Props {
  title: ReactNode;
  isWide?: boolean;
  onClose: () => void;
  children: ReactNode;
  'data-trail'?: string;
}

export function Sheet({ title, isWide = false, onClose, children, ...rest }: Props) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);

  function closed(event: SyntheticEvent<HTMLDialogElement>) {
    const { isConnected, open } = event.currentTarget;
    if (isConnected && !open) onClose(); // else it was taken away, and nobody closed it
  }

  // The browser itself keeps the focus inside, closes it at Escape, and gives the focus back to where it came from; for that
  // it must be closed before it is taken away.
  useLayoutEffect(() => {
    const shown = dialog.current;
    if (!shown?.open) shown?.showModal();
    return () => shown?.close();
  }, []);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: by keyboard Escape does what a click beside it does
    <dialog
      ref={dialog}
      className={`${styles.sheet} ${isWide ? styles.wide : ''}`}
      aria-labelledby={id}
      onClose={closed}
      onClick={(event) => event.target === event.currentTarget && event.currentTarget.close()}
      {...rest}
    >
      <div className={styles.content}>
        <div className={styles.head}>
          <h2 id={id}>{title}</h2>
          <WordButton onClick={() => dialog.current?.close()}>{t('close')}</WordButton>
        </div>
        {children}
      </div>
    </dialog>
  );
}
