// The last 30 minutes, a bar for each, with the greatest number in words.
import { fullScale } from '../format.ts';
import { words } from '../words/words.ts';
import styles from './screen-page.module.css';

const [t, live] = [words('screen'), words('live')];

const NOTHING: readonly number[] = [];

/** Undefined: nothing is known yet. */
export function ScreenBars({ minutes: told }: { minutes: readonly number[] | undefined }) {
  const minutes = told ?? NOTHING;
  const most = Math.max(0, ...minutes);
  return (
    <figure className={styles.minutes}>
      <div
        className={styles.bars}
        role="img"
        aria-label={told ? live('minutesTold', { minutes: told.length, counts: told.join(', ') }) : live('unknownYet')}
      >
        {minutes.map((count, index) => {
          const ago = minutes.length - 1 - index;
          return <div key={ago} style={{ '--share': count / fullScale(most) }} />;
        })}
      </div>
      <figcaption>{told ? t('atMost', { count: most }) : t('minutes')}</figcaption>
    </figure>
  );
}
