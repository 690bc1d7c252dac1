// By what the whole page is filtered: each filter a few words, the last of which take it away. Scrolled past, it stays in sight.
import { type FocusEvent, useEffect, useRef, useState } from 'react';
import type { Condition, Operator } from '../../server/contract/report.ts';
import { WordButton } from '../ui/word-button.tsx';
import wordStyles from '../ui/words.module.css';
import { words } from '../words/words.ts';
import styles from './filter-row.module.css';
import { keyOf } from './filters.ts';
import { useChangeFilters, useFilters } from './use-filters.ts';
import { dimensionName, isText, valueName } from './values.ts';

const t = words('filters');

const OPERATOR_WORDS = {
  is: 'is',
  is_not: 'isNot',
  contains: 'contains',
  contains_not: 'containsNot',
  starts: 'starts',
  ends: 'ends',
} as const satisfies { [Name in Operator]: string };
const EXACT: readonly Operator[] = ['is', 'is_not'];
const OF_TEXT = Object.keys(OPERATOR_WORDS) as Operator[];

/** Browsers leave what is half in sight where it is. Not for a pointer: nothing may move under it. */
const showWhole = ({ target }: FocusEvent) => {
  if (target.matches(':focus-visible')) target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
};

export function FilterRow() {
  const { filters } = useFilters();
  const { clear } = useChangeFilters();
  const { place, isPassed } = usePassed();
  return (
    <div ref={place} className={styles.place}>
      {filters.length === 0 ? (
        <span className={styles.hint}>{t('hint')}</span>
      ) : (
        <section
          aria-label={t('filters')}
          className={`${wordStyles.row} ${styles.row} ${isPassed ? styles.passed : ''}`}
          data-live-filters=""
        >
          <span>{t('only')}</span>
          {filters.map((filter) => (
            <FilterWords key={keyOf(filter[0], filter[1])} filter={filter} />
          ))}
          <WordButton isQuiet onFocus={showWhole} onClick={clear}>
            {t('everybody')}
          </WordButton>
        </section>
      )}
    </div>
  );
}

/** Whether the reader has scrolled past the place. */
function usePassed() {
  const place = useRef<HTMLDivElement>(null);
  const [isPassed, setIsPassed] = useState(false);
  useEffect(() => {
    if (!place.current) return;
    const observer = new IntersectionObserver(([entry]) => {
      if (entry) setIsPassed(!entry.isIntersecting && entry.boundingClientRect.top < 0);
    });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  return { place, isPassed };
}

function FilterWords({ filter }: { filter: Condition }) {
  const [operator, dimension, values] = filter;
  const { remove, replace } = useChangeFilters();
  const name = dimensionName(dimension);
  const said = values.map((value) => valueName(dimension, value)).join(` ${t('or')} `);
  const isSearch = !EXACT.includes(operator);
  const offered = isText(dimension) || isSearch ? OF_TEXT : EXACT;
  return (
    <span className={styles.filter}>
      <bdi>{name}</bdi>
      <select
        className={styles.operator}
        aria-label={t('how', { name })}
        value={operator}
        onFocus={showWhole}
        onChange={({ target }) => replace(filter, target.value as Operator, values)}
      >
        {offered.map((each) => (
          <option key={each} value={each}>
            {t(OPERATOR_WORDS[each])}
          </option>
        ))}
      </select>
      {isSearch && values.length === 1 && (
        <SearchedText
          key={values[0]}
          label={t('text', { name })}
          text={values[0] ?? ''}
          onChange={(text) => replace(filter, operator, [text])}
        />
      )}
      <WordButton
        onFocus={showWhole}
        onClick={() => remove(filter)}
        title={`${said}\n${t('takeAway')}`}
        aria-label={`${name} ${said}, ${t('takeAway')}`}
      >
        {(!isSearch || values.length > 1) && (
          <>
            <bdi dir="ltr" className={styles.value}>
              {said}
            </bdi>{' '}
          </>
        )}
        <span aria-hidden="true">×</span>
      </WordButton>
    </span>
  );
}

interface SearchedTextProps {
  label: string;
  text: string;
  onChange: (text: string) => void;
}

/** What is searched for, to be written anew; it counts at Enter, or when the field is left. */
function SearchedText({ label, text, onChange }: SearchedTextProps) {
  const [typed, setTyped] = useState(text);
  const say = () => typed !== text && typed !== '' && onChange(typed);
  return (
    <input
      className={styles.text}
      aria-label={label}
      value={typed}
      maxLength={2048}
      spellCheck={false}
      onFocus={showWhole}
      onChange={({ target }) => setTyped(target.value)}
      onBlur={say}
      onKeyDown={({ key }) => {
        if (key === 'Enter') say();
        if (key === 'Escape') setTyped(text);
      }}
    />
  );
}
