// Whether a site tells anybody how many views its pages have had: decided at a touch, put back by a word, and with the line to ask by.
import { useState } from 'react';
import type { Site } from '../../server/contract/browser.ts';
import { CopyBox } from '../ui/copy-box.tsx';
import { ExplainedChoice } from '../ui/explained-choice.tsx';
import { WordButton } from '../ui/word-button.tsx';
import styles from './public-live.module.css';
import { useChangeSite } from './use-sites.ts';

const AUDIENCES = [
  { value: 'owner', word: 'you alone', meaning: 'Here, and nowhere else.' },
  {
    value: 'everybody',
    word: 'anybody who asks',
    meaning: 'Anybody may ask how many views a page has had, and nothing else.',
  },
] as const;

export function PublicPageviews({ site }: { site: Site }) {
  const changeSite = useChangeSite(site.host);
  const [said, setSaid] = useState<{ word: string; before: boolean } | null>(null);
  // What was chosen shows at once; should the server refuse it, what is so comes back.
  const { publicPageviews } = site;
  const isPublic = changeSite.isPending ? (changeSite.variables.publicPageviews ?? publicPageviews) : publicPageviews;

  function save(wanted: boolean, word: string) {
    if (changeSite.isPending) return;
    setSaid(null);
    changeSite.mutate({ publicPageviews: wanted }, { onSuccess: () => setSaid({ word, before: !wanted }) });
  }

  return (
    <div className={styles.publicLive}>
      <ExplainedChoice
        legend="Who may see how many views a page has had"
        hint="A number behind a post, of all time."
        options={AUDIENCES}
        chosen={isPublic ? 'everybody' : 'owner'}
        onChoose={(audience) => save(audience === 'everybody', 'Saved.')}
      />
      {changeSite.error && (
        <p role="alert" className={styles.error}>
          {changeSite.error.message}
        </p>
      )}
      <p className={styles.saved}>
        <span role="status">{said?.word}</span>{' '}
        {said && <WordButton onClick={() => save(said.before, 'Put back.')}>Undo</WordButton>}
      </p>
      {publicPageviews && (
        <CopyBox label="Views of a page, as JSON" text={site.pageviewsUrl} deed="copy the address" rows={2} />
      )}
    </div>
  );
}
