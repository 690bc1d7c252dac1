// The reasons, most frequent first, each with what it means and what there is to do.
import type { RejectedReply } from '../../server/contract/browser.ts';
import { drawable } from '../format.ts';
import type { RuleList } from '../sites/rules-text.ts';
import { WordButton } from '../ui/word-button.tsx';
import { words } from '../words/words.ts';
import styles from './reason-list.module.css';
import { detailsOf, formatDetail, meaningOf } from './reasons.ts';

const t = words('rejected');

interface Props {
  reply: RejectedReply;
  onShowRule: (rule: RuleList) => void;
}

export const ReasonList = ({ reply: { counts, last }, onShowRule }: Props) => (
  <ul className={styles.reasons}>
    {counts.map(([reason, count]) => {
      const { title, means, rule } = meaningOf(reason);
      return (
        <li key={reason} data-reason={reason}>
          <p>
            <strong>{drawable(title(count))}</strong>
            {detailsOf(reason, last).map((detail, index) => (
              <span key={detail}>
                {index === 0 ? ': ' : '; '}
                <bdi>{formatDetail(detail)}</bdi>
              </span>
            ))}
          </p>
          <p>
            <span className={styles.means}>{means}</span>{' '}
            {rule && <WordButton onClick={() => onShowRule(rule)}>{t('changeList')}</WordButton>}
          </p>
        </li>
      );
    })}
  </ul>
);
