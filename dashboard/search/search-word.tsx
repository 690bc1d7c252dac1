// The way to the search: a word, and the key /. What it opens is fetched when it is wanted.
import { useCallback, useState } from 'react';
import type { Site } from '../../server/contract/browser.ts';
import { useShortcut } from '../keys/shortcuts.ts';
import { Boundary } from '../ui/boundary.tsx';
import { lazily } from '../ui/lazily.tsx';
import { WordButton } from '../ui/word-button.tsx';
import { words } from '../words/words.ts';
import type { Props } from './search.tsx';

const Search = lazily<Props>(async () => ({ default: (await import('./search.tsx')).Search }));

const t = words('search');

export function SearchWord({ site }: { site: Site }) {
  const [isOpen, setIsOpen] = useState(false);
  const open = useCallback(() => setIsOpen(true), []);
  useShortcut('/', 'search', open);
  return (
    <>
      <WordButton isQuiet aria-haspopup="dialog" aria-keyshortcuts="/" onClick={open}>
        {t('search')}
      </WordButton>
      {isOpen && (
        <Boundary fallback={null}>
          <Search site={site} onClose={() => setIsOpen(false)} />
        </Boundary>
      )}
    </>
  );
}
