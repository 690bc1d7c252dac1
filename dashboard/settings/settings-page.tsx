// A site's settings, each part at an address of its own.
import { type ComponentType, useId } from 'react';
import { Link } from 'wouter';
import type { Site } from '../../server/contract/browser.ts';
import { pages, SETTINGS_PARTS, type SettingsPart } from '../base-path.ts';
import { DontCountLink } from '../sites/dont-count-link.tsx';
import { Snippet } from '../start/snippet.tsx';
import layout from '../ui/layout.module.css';
import { Column } from '../ui/layout.tsx';
import { useTitle } from '../ui/use-title.ts';
import choices from '../ui/words.module.css';
import { laterWords } from '../words/later.ts';
import { CorrectSite } from './correct-site.tsx';
import { PublicLive } from './public-live.tsx';
import { PublicPageviews } from './public-pageviews.tsx';
import { RemovePage, RemoveRange } from './remove-part.tsx';
import { RemoveSite } from './remove-site.tsx';
import { Retention } from './retention.tsx';
import styles from './settings-page.module.css';
import { SiteRulesForm } from './site-rules.tsx';
import { StoredSize } from './stored-size.tsx';

const t = laterWords('settings');

const PARTS: { [part in SettingsPart]: { word: string; Content: ComponentType<{ site: Site }> } } = {
  site: {
    word: t('partSite'),
    Content: ({ site }) => (
      <>
        <CorrectSite site={site} pageOf={(host) => pages.settings(host)} />
        <DontCountLink host={site.host} />
      </>
    ),
  },
  snippet: { word: t('partSnippet'), Content: Snippet },
  counts: { word: t('partCounts'), Content: SiteRulesForm },
  readers: {
    word: t('partReaders'),
    Content: ({ site }) => (
      <>
        <PublicLive site={site} />
        <PublicPageviews site={site} />
      </>
    ),
  },
  kept: {
    word: t('partKept'),
    Content: ({ site }) => (
      <>
        <Retention site={site} />
        <div className={styles.group}>
          <h3>{t('sizeTitle')}</h3>
          <StoredSize site={site} />
        </div>
      </>
    ),
  },
  removal: {
    word: t('partRemoval'),
    Content: ({ site }) => (
      <div className={styles.group}>
        <RemovePage site={site} />
        <RemoveRange site={site} />
        <RemoveSite site={site} />
      </div>
    ),
  },
};

export default function SettingsPage({ site, part }: { site: Site; part: SettingsPart }) {
  const id = useId();
  const { word, Content } = PARTS[part];
  useTitle(`${word} · ${site.host}`);
  return (
    <Column>
      <div className={styles.page} data-settings={part}>
        <header className={styles.head}>
          <h1>{t('title', { host: site.host })}</h1>
          <Link href={pages.site(site.host)}>{t('back', { host: site.host })}</Link>
        </header>
        <nav aria-label={t('parts')}>
          <ul className={choices.row}>
            {SETTINGS_PARTS.map((each, index) => (
              <li key={each}>
                <Link
                  href={pages.settings(site.host, index === 0 ? undefined : each)}
                  className={choices.word}
                  aria-current={each === part ? 'page' : undefined}
                >
                  {PARTS[each].word}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <section aria-labelledby={id} className={`${layout.narrow} ${styles.part}`}>
          <h2 id={id}>{word}</h2>
          <Content key={part} site={site} />
        </section>
      </div>
    </Column>
  );
}
