// What is wanted seldom, behind its name.
import type { ReactNode } from 'react';
import styles from './disclosure.module.css';

interface Props {
  summary: ReactNode;
  /** As wide as the column; else as wide as text reads well. */
  isWide?: boolean;
  onToggle?: (isOpen: boolean) => void;
  children: ReactNode;
}

export const Disclosure = ({ summary, isWide = false, onToggle, children }: Props) => (
  <details className={styles.disclosure} onToggle={(event) => onToggle?.(event.currentTarget.open)}>
    <summary className={styles.summary}>{summary}</summary>
    <div className={`${styles.content} ${isWide ? '' : styles.narrow}`}>{children}</div>
  </details>
);
