// All of a panel's list: a hundred at a time, those that contain a text, and what it is told by as in the panel.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Site } from '../../server/contract/browser.ts';
import { api } from '../api.ts';
import layout from '../ui/layout.module.css';
import { Sheet } from '../ui/sheet.tsx';
import { useSettled } from '../ui/use-settled.ts';
import { WordButton } from '../ui/word-button.tsx';
import { words } from '../words/words.ts';
import type { Asked } from './asked.ts';
import { PanelRows } from './panel-rows.tsx';
import { questionOf } from './reported.ts';
import { rowsQuery, type Shown } from './use-panels.ts';
import styles from './whole-list.module.css';

const AT_ONCE = 100;

const t = words('panels');

export interface Props {
  site: Site;
  asked: Asked;
  shown: Shown;
  onSave: () => void;
  onClose: () => void;
}

export function WholeList({ site, asked, shown, onSave, onClose }: Props) {
  const [typed, setTyped] = useState('');
  const text = useSettled(typed.trim());
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetching, isPlaceholderData } = useWhole(
    site.host,
    asked,
    shown,
    text,
  );
  const rows = data?.pages.flatMap((page) => page?.rows ?? []);
  const name = `${shown.panel.title}: ${shown.tab.name}`;
  return (
    <Sheet title={<bdi id="whole-list">{name}</bdi>} isWide onClose={onClose}>
      <label className={styles.search}>
        <span>{t('search')}</span>
        <input
          type="search"
          value={typed}
          maxLength={200}
          spellCheck={false}
          autoComplete="off"
          onChange={({ target }) => setTyped(target.value)}
        />
      </label>
      {error && (
        <p role="alert">
          {error.message} <WordButton onClick={() => void refetch()}>{t('tryAgain')}</WordButton>
        </p>
      )}
      {!(error && !rows) && (
        <PanelRows
          site={site}
          labelledBy="whole-list"
          shown={shown}
          rows={rows}
          total={data?.pages[0]?.totals[0] ?? 0}
          now={undefined}
          isCompared={(data?.pages[0]?.previousTotals?.[0] ?? 0) > 0}
          isFaded={isPlaceholderData}
          onPick={onClose}
        />
      )}
      <div className={`${styles.deeds} ${layout.soft}`}>
        {hasNextPage && (
          <WordButton aria-disabled={isFetching} onClick={() => isFetching || void fetchNextPage()}>
            {t('more')}
          </WordButton>
        )}
        <WordButton isQuiet onClick={onSave}>
          {t('csv')}
        </WordButton>
      </div>
    </Sheet>
  );
}

/** `text`: only values that contain it. */
function useWhole(host: string, asked: Asked, shown: Shown, text: string) {
  const { range, compare, filters = [] } = questionOf(asked);
  const { dimension } = shown.tab;
  const all = text === '' ? filters : [...filters, ['contains', dimension, [text]] as (typeof filters)[number]];
  const query = rowsQuery(shown);
  return useInfiniteQuery({
    queryKey: ['whole list', host, range, compare, all, query],
    queryFn: async ({ pageParam }) => {
      const queries = [{ ...query, limit: AT_ONCE, offset: pageParam }];
      return (await api.report(host, { range, ...(compare && { compare }), filters: all, queries })).answers[0];
    },
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (last?.more ? pages.length * AT_ONCE : undefined),
    placeholderData: keepPreviousData,
  });
}
