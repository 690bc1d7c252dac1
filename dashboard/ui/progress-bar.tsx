// How much of long work is done.
import styles from './progress-bar.module.css';

/** `share`: 0 to 1. `name`: what it says to who does not see it. */
export const ProgressBar = ({ name, share }: { name: string; share: number }) => (
  <progress className={styles.bar} aria-label={name} max={1} value={share} />
);
