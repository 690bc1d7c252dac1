// What stands around every page of somebody who is signed in: notices, the masthead, the sites, and the foot with theme and shortcuts.
import { type ReactNode, useCallback, useState } from 'react';
import { useLocation } from 'wouter';
import type { Site } from '../../server/contract/browser.ts';
import { Masthead } from '../accounts/masthead.tsx';
import { pages } from '../base-path.ts';
import { useShortcut } from '../keys/shortcuts.ts';
import { Notices } from '../notices/notices.tsx';
import { Boundary } from '../ui/boundary.tsx';
import layout from '../ui/layout.module.css';
import { Column } from '../ui/layout.tsx';
import { lazily } from '../ui/lazily.tsx';
import { chooseTheme, nextTheme } from '../ui/theme.ts';
import { ThemeChoice } from '../ui/theme-choice.tsx';
import { WordButton } from '../ui/word-button.tsx';
import { words } from '../words/words.ts';
import styles from './frame.module.css';
import { Offline } from './offline.tsx';
import { SiteSwitcher } from './site-switcher.tsx';

const t = words('sites');

const ShortcutsDialog = lazily(() => import('../keys/shortcuts-dialog.tsx'));

interface Props {
  sites: readonly Site[];
  /** Of the site that it is about; '' where it is about none, null where one is being added. */
  chosen: string | null;
  children: ReactNode;
}

const toNextTheme = () => chooseTheme(nextTheme());

export function Frame({ sites, chosen, children }: Props) {
  const [isListOpen, setListOpen] = useState(false);
  const openList = useCallback(() => setListOpen(true), []);
  useShortcut('?', 'help', openList);
  useShortcut('t', 'theme', toNextTheme);
  const [path] = useLocation();
  useWays(sites, chosen);
  return (
    <div className={layout.page}>
      <Column>
        <Offline />
        <Notices />
        <Masthead />
        {sites.length > 0 && <SiteSwitcher sites={sites} chosen={chosen} />}
      </Column>
      <main className={layout.page}>
        <Boundary of={path}>{children}</Boundary>
      </main>
      <Column>
        <footer className={styles.foot}>
          <ThemeChoice />
          <WordButton isQuiet onClick={openList} aria-keyshortcuts="?">
            {t('shortcuts')} <kbd className={styles.key}>?</kbd>
          </WordButton>
        </footer>
      </Column>
      {isListOpen && (
        <Boundary fallback={null}>
          <ShortcutsDialog onClose={() => setListOpen(false)} />
        </Boundary>
      )}
    </div>
  );
}

/** From page to page by a key. */
function useWays(sites: readonly Site[], chosen: string | null) {
  const [path, navigate] = useLocation();
  const place = sites.findIndex(({ host }) => host === chosen);
  const site = sites[place]?.host;
  const way = (to: string | undefined) => (to === undefined ? undefined : pages.site(to));
  useWay('s', 'sites', sites.length > 1 ? pages.home : undefined);
  useWay('n', 'next', place < 0 ? undefined : way(sites[place + 1]?.host));
  useWay('p', 'previous', way(sites[place - 1]?.host));
  useWay('b', 'screen', site === undefined ? undefined : pages.screen(site));
  useWay(',', 'settings', site === undefined ? undefined : pages.settings(site));
  useWay('d', 'site', site === undefined || path === pages.site(site) ? undefined : way(site));

  function useWay(key: string, deed: Parameters<typeof useShortcut>[1], to: string | undefined) {
    const go = useCallback(() => to !== undefined && navigate(to), [to]);
    useShortcut(key, deed, to === undefined ? undefined : go);
  }
}
