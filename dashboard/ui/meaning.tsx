// A word whose meaning is one hover, focus or tap away, and goes with Escape.
import { type ReactNode, useId, useState } from 'react';
import styles from './meaning.module.css';

export function Meaning({ of, children }: { of: string; children: ReactNode }) {
  const id = useId();
  const [isShown, setIsShown] = useState(false);
  const show = () => setIsShown(true);
  const hide = () => setIsShown(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the pointer may wander from the word onto its meaning
    <span className={styles.term} onMouseEnter={show} onMouseLeave={hide}>
      <button
        type="button"
        className={styles.word}
        aria-describedby={id}
        onFocus={show}
        onBlur={hide}
        onClick={show}
        onKeyDown={(event) => event.key === 'Escape' && hide()}
      >
        {of}
      </button>
      <span role="tooltip" id={id} className={styles.meaning} hidden={!isShown}>
        {children}
      </span>
    </span>
  );
}
