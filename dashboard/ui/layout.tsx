// The page's skeleton: the column, and the bare page for what comes before the dashboard (set-up, sign-in, not found).
import type { ReactNode } from 'react';
import styles from './layout.module.css';
import { useTitle } from './use-title.ts';

export const Column = ({ children }: { children: ReactNode }) => <div className={styles.column}>{children}</div>;

export function BarePage({ title, children }: { title: string; children: ReactNode }) {
  useTitle(`${title} · headcount`);
  return (
    <main className={`${styles.column} ${styles.page}`}>
      <span className={styles.wordmark}>headcount</span>
      <div className={`${styles.stack} ${styles.narrow} ${styles.plain}`}>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
