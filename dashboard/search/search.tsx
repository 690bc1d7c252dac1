// One search over pages, referrers and visitors. To choose is to filter, or to open a visitor's trail. By keyboard as the ARIA
// practices have a combobox: the focus stays in the field, arrows go through what is found.
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { Site } from '../../server/contract/browser.ts';
import { VisitorMark } from '../feed/visitor-mark.tsx';
import { replaceFilter } from '../filters/filters.ts';
import { valueName } from '../filters/values.ts';
import { formatCount } from '../format.ts';
import { useLive } from '../live/use-live.ts';
import { useAsked } from '../report/use-asked.ts';
import layout from '../ui/layout.module.css';
import { Sheet } from '../ui/sheet.tsx';
import { useQuery } from '../ui/use-query.ts';
import { useSettled } from '../ui/use-settled.ts';
import { words } from '../words/words.ts';
import styles from './search.module.css';
import { visitorsLike } from './suggestions.ts';
import { type Found, useSuggestions } from './use-suggestions.ts';

const t = words('search');

interface Choice {
  kind: 'contains' | 'page' | 'referrer' | 'visitor';
  value: string;
  /** How many visitors; undefined: that is not said. */
  count?: number;
}

export interface Props {
  site: Site;
  onClose: () => void;
}

export function Search({ site, onClose }: Props) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const asked = useAsked(site);
  const [, change] = useQuery();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const text = useSettled(typed.trim());
  const { data, error, isPlaceholderData } = useSuggestions(site.host, asked, text);
  const feed = useLive(({ feeds }) => feeds.get(site.host)?.hits) ?? [];
  const choices = text === '' ? [] : choicesOf(text, data, visitorsLike(feed, text));
  const active = Math.min(at, choices.length - 1);

  // When the sheet is open: before, nothing in it can have the focus.
  useEffect(() => field.current?.focus(), []);

  function choose({ kind, value }: Choice) {
    change((query) => {
      if (kind === 'visitor') query.set('trail', value);
      else if (kind === 'contains') replaceFilter(query, ['contains', 'page', []], 'contains', [value]);
      else replaceFilter(query, ['is', kind, []], 'is', [value]);
    });
    onClose();
  }

  function press(event: KeyboardEvent) {
    const { key } = event;
    const last = choices.length - 1;
    const chosen = choices[active];
    if (key === 'ArrowDown') setAt(active >= last ? 0 : active + 1);
    else if (key === 'ArrowUp') setAt(active <= 0 ? last : active - 1);
    else if (key === 'Enter' && chosen) choose(chosen);
    else return;
    event.preventDefault();
  }

  return (
    <Sheet title={t('title')} onClose={onClose}>
      <input
        className={styles.field}
        role="combobox"
        aria-label={t('label')}
        aria-expanded={choices.length > 0}
        aria-controls={`${id}-found`}
        aria-autocomplete="list"
        aria-activedescendant={choices[active] ? `${id}-${active}` : undefined}
        ref={field}
        value={typed}
        maxLength={200}
        placeholder={t('label')}
        spellCheck={false}
        autoComplete="off"
        onChange={({ target }) => {
          setTyped(target.value);
          setAt(0);
        }}
        onKeyDown={press}
      />
      {error && <p role="alert">{error.message}</p>}
      <div id={`${id}-found`} role="listbox" aria-label={t('found')} aria-busy={isPlaceholderData}>
        {choices.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
          <div
            key={`${choice.kind} ${choice.value}`}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className={styles.choice}
            onClick={() => choose(choice)}
          >
            <span className={styles.kind}>{t(KIND_WORDS[choice.kind])}</span>
            <span className={styles.value}>
              <Named {...choice} />
            </span>
            {choice.count !== undefined && <span className={styles.count}>{formatCount(choice.count)}</span>}
          </div>
        ))}
      </div>
      <p role="status" className={layout.soft}>
        {text === '' ? t('hint') : data && choices.length === 1 ? t('nothing') : ''}
      </p>
    </Sheet>
  );
}

const KIND_WORDS = {
  contains: 'contains',
  page: 'page',
  referrer: 'referrer',
  visitor: 'visitor',
} as const satisfies { [kind in Choice['kind']]: string };

function Named({ kind, value }: Choice) {
  if (kind === 'visitor') return <VisitorMark visitor={value} linked />;
  return <bdi dir="ltr">{kind === 'contains' ? value : valueName(kind, value)}</bdi>;
}

/** First what is found; last, that only pages are wanted which contain the text. */
function choicesOf(
  text: string,
  found: { pages: Found; referrers: Found } | undefined,
  visitors: readonly string[],
): Choice[] {
  const { pages = [], referrers = [] } = found ?? {};
  return [
    ...pages.map(([value, count]): Choice => ({ kind: 'page', value, count })),
    ...referrers.map(([value, count]): Choice => ({ kind: 'referrer', value, count })),
    ...visitors.map((value): Choice => ({ kind: 'visitor', value })),
    { kind: 'contains', value: text },
  ];
}
