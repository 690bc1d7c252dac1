// Whether a site shows its own readers how many they are, with the lines to paste.
import { useEffect, useState } from 'react';
import type { Site } from '../../server/contract/browser.ts';
import { badgeUrl } from '../api.ts';
import { CopyBox } from '../ui/copy-box.tsx';
import layout from '../ui/layout.module.css';
import { laterWords } from '../words/later.ts';
import { code } from '../words/rich.tsx';
import styles from './public-live.module.css';
import { PublicSetting } from './public-setting.tsx';

const t = laterWords('settings');

export const PublicLive = ({ site }: { site: Site }) => (
  <PublicSetting
    site={site}
    setting="publicLive"
    legend={t('liveLegend')}
    hint={t('liveHint')}
    owner={t('ownerLive')}
    everybody={{ word: t('everybodyLive'), meaning: t('everybodyLiveMeans') }}
  >
    <Widgets site={site} />
  </PublicSetting>
);

function Widgets({ site: { host, widgets } }: { site: Site }) {
  return (
    <>
      <h3>{t('badge')}</h3>
      <Preview host={host} />
      <p className={layout.soft}>{t.rich('badgeText', { code, text: '?text={n} readers' })}</p>
      <CopyBox label={t('badgeHtml')} text={widgets.badgeHtml} deed={t('badgeCopyHtml')} rows={3} />
      <CopyBox label={t('badgeMarkdown')} text={widgets.badgeMarkdown} deed={t('badgeCopyMarkdown')} rows={2} />
      <h3>{t('lineTitle')}</h3>
      <p className={layout.soft}>{t.rich('lineText', { code, text: 'data-text="{n} readers"' })}</p>
      <CopyBox label={t('lineLabel')} text={widgets.script} deed={t('lineCopy')} rows={2} />
    </>
  );
}

const RENEWED_MS = 5_000;

/** As the readers see it, a few seconds old at most. */
function Preview({ host }: { host: string }) {
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) setTurn((now) => now + 1);
    }, RENEWED_MS);
    return () => clearInterval(timer);
  }, []);
  // Lazy: while all this is folded away, nothing is asked for.
  return (
    <img
      className={styles.preview}
      src={badgeUrl(host, turn)}
      alt={t('badgeAlt')}
      height={20}
      loading="lazy"
      data-badge-preview
    />
  );
}
