// Green while what stands beside it is true this very moment.
import styles from './live-dot.module.css';

export const LiveDot = ({ isFaded }: { isFaded: boolean }) => (
  <span className={`${styles.dot} ${isFaded ? styles.faded : ''}`} aria-hidden="true" />
);
