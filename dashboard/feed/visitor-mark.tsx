// The name and the dot by which a visitor is recognised; a ring for somebody who is not to be told apart.
import { words } from '../words/words.ts';
import styles from './visitor-mark.module.css';
import { visitorHue, visitorName } from './visitor-name.ts';

const t = words('feed');

export const VisitorMark = ({ visitor, linked }: { visitor: string; linked: boolean }) => (
  <>
    <span
      className={`${styles.dot} ${linked ? '' : styles.ring}`}
      style={{ '--hue': visitorHue(visitor) }}
      aria-hidden="true"
    />
    {linked ? visitorName(visitor) : t('notLinked')}
  </>
);
