// The keys that work on this page, under ?.
import { useEffect, useRef } from 'react';
import { WordButton } from '../ui/word-button.tsx';
import { laterWords } from '../words/later.ts';
import { useShortcuts } from './shortcuts.ts';
import styles from './shortcuts-dialog.module.css';

const t = laterWords('keys');

export default function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const shortcuts = useShortcuts();
  useEffect(() => dialog.current?.showModal(), []);
  const shown = [...new Map(shortcuts.map((shortcut) => [shortcut.key, shortcut])).values()].reverse();
  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-labelledby="shortcuts"
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && event.currentTarget.close()}
      onKeyDown={(event) => event.key === '?' && event.currentTarget.close()}
    >
      <div className={styles.content}>
        <h2 id="shortcuts">{t('title')}</h2>
        <dl className={styles.keys}>
          {shown.map(({ key, deed }) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{t(deed)}</dd>
            </div>
          ))}
        </dl>
        <WordButton autoFocus onClick={() => dialog.current?.close()}>
          {t('close')}
        </WordButton>
      </div>
    </dialog>
  );
}
