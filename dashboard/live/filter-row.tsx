// By what the live view is filtered: each filter a word that takes itself away.
import type { FocusEvent } from 'react';
import type { LiveDimension } from '../../server/contract/browser.ts';
import { drawable, formatCountry, formatDevice, formatPath, formatReferrer, formatSource } from '../format.ts';
import { WordButton } from '../ui/word-button.tsx';
import words from '../ui/words.module.css';
import styles from './filter-row.module.css';
import { useChangeLiveFilters, useLiveFilters } from './use-live-filters.ts';

const WORDS: Record<LiveDimension, { name: string; format: (value: string) => string }> = {
  page: { name: 'page', format: formatPath },
  referrer: { name: 'referrer', format: formatReferrer },
  source: { name: 'source', format: formatSource },
  country: { name: 'country', format: formatCountry },
  device: { name: 'device', format: formatDevice },
  utm_campaign: { name: 'campaign', format: drawable },
};

/** Browsers leave what is half in sight where it is. Not for a pointer: nothing may move under it. */
const showWhole = ({ target }: FocusEvent) => {
  if (target.matches(':focus-visible')) target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
};

export function FilterRow() {
  const filters = useLiveFilters();
  const { toggle, clear } = useChangeLiveFilters();
  if (filters.length === 0) return null;
  return (
    <div className={`${words.row} ${styles.row}`} data-live-filters="">
      <span>Only</span>
      {filters.map(([, dimension, [value = '']]) => (
        <WordButton
          key={dimension}
          onFocus={showWhole}
          onClick={() => toggle(dimension, value)}
          title={`${WORDS[dimension].format(value)}\nTake this filter away`}
        >
          {WORDS[dimension].name}{' '}
          <bdi dir="ltr" className={styles.value}>
            {WORDS[dimension].format(value)}
          </bdi>{' '}
          <span aria-hidden="true">×</span>
        </WordButton>
      ))}
      <WordButton isQuiet onFocus={showWhole} onClick={clear}>
        show everybody
      </WordButton>
    </div>
  );
}
