// Text for those who listen to the page.
import type { ReactNode } from 'react';
import styles from './hidden.module.css';

export const Hidden = ({ children }: { children: ReactNode }) => <span className={styles.hidden}>{children}</span>;
