// One list of the live view, with the way to all of it where it has more than ten rows. That stands beside the list's name, so
// that it never moves, whatever opens below it.
import { type ReactNode, useState } from 'react';
import type { LiveDimension, LiveFilter, LiveState } from '../../server/contract/browser.ts';
import { Ranking } from '../ui/ranking.tsx';
import { WordButton } from '../ui/word-button.tsx';
import { words } from '../words/words.ts';
import styles from './live-list.module.css';
import { useLiveRows } from './use-live-rows.ts';

const t = words('live');

export interface List {
  id: string;
  title: string;
  /** The word that leads to all of it. */
  all: (count: number) => string;
  /** By what a row of it filters. */
  dimension: LiveDimension;
  of: 'pages' | 'sources' | 'referrers' | 'countries' | 'devices' | 'campaigns';
  format: (value: string) => string;
  href?: (value: string, host: string) => string | null;
  empty: string;
}

interface Props {
  host: string;
  list: List;
  filters: readonly LiveFilter[];
  state: LiveState | undefined;
  isFaded: boolean;
  /** Behind its name. */
  mark?: ReactNode;
  isPicked: (value: string) => boolean;
  onPick: (value: string) => void;
}

export function LiveList({ host, list, filters, state, isFaded, mark, isPicked, onPick }: Props) {
  const { id, title, all, dimension, of, format, href, empty } = list;
  const [isOpen, setIsOpen] = useState(false);
  const titles = of === 'pages' ? state?.titles : undefined;
  const top = (state?.[of] ?? []).map(([value, count], i) => ({ value, count, detail: titles?.[i] ?? '' }));
  const { rows, total = 0, error } = useLiveRows({ host, dimension, filters, isOpen }, top, state);
  const inAll = state?.totals?.[of] ?? top.length;
  const more = total - rows.length;
  return (
    <div>
      <div className={styles.head}>
        <h2 id={id}>
          {title} {mark}
        </h2>
        {(inAll > top.length || isOpen) && (
          <WordButton
            isQuiet
            aria-expanded={isOpen}
            aria-controls={`${id}-rows`}
            data-whole={of}
            onClick={() => setIsOpen(!isOpen)}
          >
            {all(inAll)}
          </WordButton>
        )}
      </div>
      <div id={`${id}-rows`}>
        <Ranking
          key={String(isOpen)}
          labelledBy={id}
          rows={rows.map(({ value, count }) => [value, count])}
          details={rows.map(({ detail }) => detail)}
          onPick={onPick}
          isPicked={isPicked}
          format={format}
          href={(value) => href?.(value, host) ?? null}
          empty={state ? empty : '…'}
          isFaded={isFaded}
          isWhole={isOpen}
        />
        {isOpen && (error || more > 0) && (
          <p className={styles.more} role={error ? 'alert' : undefined}>
            {error ?? t('andMore', { count: more })}
          </p>
        )}
      </div>
    </div>
  );
}
