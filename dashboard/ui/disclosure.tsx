// What is wanted seldom, behind its name.
import type { ReactNode } from 'react';
import styles from './disclosure.module.css';

export const Disclosure = ({ summary, children }: { summary: string; children: ReactNode }) => (
  <details className={styles.disclosure}>
    <summary className={styles.summary}>{summary}</summary>
    <div className={styles.content}>{children}</div>
  </details>
);
