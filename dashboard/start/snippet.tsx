// The lines to paste, for what the site is made with; which that is, this browser remembers.
import { useState } from 'react';
import type { Site } from '../../server/contract/browser.ts';
import { Choice } from '../ui/choice.tsx';
import { CopyBox } from '../ui/copy-box.tsx';
import layout from '../ui/layout.module.css';
import { laterWords } from '../words/later.ts';
import { b, code } from '../words/rich.tsx';
import { PLATFORM_NAMES, PLATFORMS, type Platform, snippetFor } from './platforms.ts';
import styles from './snippet.module.css';

const t = laterWords('start');

const WHERE: { readonly [platform in Platform]: () => React.ReactNode } = {
  html: () => t.rich('whereHtml', { code, close: '</head>' }),
  wordpress: () => t.rich('whereWordPress', { code }),
  hugo: () => t.rich('whereHugo', { code }),
  ghost: () => t('whereGhost'),
  next: () => t.rich('whereNext', { code }),
  astro: () => t.rich('whereAstro', { code }),
  vue: () => t.rich('whereVue', { code }),
  gtm: () => t('whereGtm'),
};

const OPTIONS = PLATFORMS.map((value) => ({ value, word: PLATFORM_NAMES[value] }));
const KEY = 'headcount.platform';

function remembered(): Platform {
  try {
    return PLATFORMS.find((one) => one === localStorage.getItem(KEY)) ?? 'html';
  } catch {
    return 'html'; // storage is forbidden
  }
}

export function Snippet({ site }: { site: Site }) {
  const [platform, setPlatform] = useState(remembered);

  function choose(chosen: Platform) {
    setPlatform(chosen);
    try {
      localStorage.setItem(KEY, chosen);
    } catch {
      // Storage is forbidden: it lasts as long as the page.
    }
  }

  const text = snippetFor(platform, site.snippet);
  return (
    <div className={styles.snippet}>
      <Choice legend={t('platform')} options={OPTIONS} chosen={platform} onChoose={choose} />
      <p className={layout.soft}>{WHERE[platform]()}</p>
      <CopyBox key={platform} label={t('snippet')} text={text} deed={t('copy')} rows={text.split('\n').length + 2} />
      {site.snippetWarning === 'plain_http' && (
        <p className={layout.notice} role="note" data-warning="plain_http">
          {t.rich('plainHttp', { b })}
        </p>
      )}
    </div>
  );
}
