// Whether a site shows its own readers how many they are, with the lines to paste.
import { useEffect, useState } from 'react';
import type { Site } from '../../server/contract/browser.ts';
import { badgeUrl } from '../api.ts';
import { CopyBox } from '../ui/copy-box.tsx';
import layout from '../ui/layout.module.css';
import styles from './public-live.module.css';
import { PublicSetting } from './public-setting.tsx';

export const PublicLive = ({ site }: { site: Site }) => (
  <PublicSetting
    site={site}
    setting="publicLive"
    legend="Who may see how many read now"
    hint="A badge, or a line such as “12 reading now” on your pages."
    owner="only you"
    everybody={{
      word: 'your readers too',
      meaning:
        'Anybody may ask how many read the site or one of its pages now, and nothing else. Fewer than three are “a few”, so that nobody is singled out.',
    }}
  >
    <Widgets site={site} />
  </PublicSetting>
);

function Widgets({ site: { host, widgets } }: { site: Site }) {
  return (
    <>
      <h3>A badge</h3>
      <Preview host={host} />
      <p className={layout.soft}>
        A picture, for pages that take no script. <code>?path=/post</code> behind the address makes it a page’s own,{' '}
        <code>?label=Readers</code> says something else than the site’s name; <code>{'?text={n} readers'}</code> and,
        for fewer than three, <code>?few=a few readers</code> put it into your words, <code>?lang=de</code> into German
        ones. Several are joined by <code>&amp;</code>.
      </p>
      <CopyBox label="Badge in HTML" text={widgets.badgeHtml} deed="copy the HTML" rows={3} />
      <CopyBox label="Badge in Markdown" text={widgets.badgeMarkdown} deed="copy the Markdown" rows={2} />
      <h3>A line of text</h3>
      <p className={layout.soft}>
        Where this stands, the text stands; or in every element with the attribute <code>data-headcount-here</code>.
        With <code>data-of="page"</code> it tells of the page it is on; <code>{'data-text="{n} readers"'}</code> and,
        for fewer than three, <code>data-few="a few readers"</code> put it into your words. On a page in German ours are
        German.
      </p>
      <CopyBox label="Script for a line of text" text={widgets.script} deed="copy the script" rows={2} />
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
      alt="The badge as it looks now"
      height={20}
      loading="lazy"
      data-badge-preview
    />
  );
}
