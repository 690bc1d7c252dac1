// Whether anybody may see one thing of a site: decided at a touch, put back by a word. What it opens follows below.
import { type ReactNode, useState } from 'react';
import type { Site } from '../../server/contract/browser.ts';
import { useChangeSite } from '../sites/use-sites.ts';
import { ExplainedChoice } from '../ui/explained-choice.tsx';
import { WordButton } from '../ui/word-button.tsx';
import { laterWords } from '../words/later.ts';
import styles from './public-setting.module.css';

const t = laterWords('settings');

interface Props {
  site: Site;
  setting: 'publicLive' | 'publicPageviews';
  legend: string;
  hint: string;
  /** A word for the owner alone. */
  owner: string;
  everybody: { word: string; meaning: string };
  /** Shown while it is public. */
  children: ReactNode;
}

export function PublicSetting({ site, setting, legend, hint, owner, everybody, children }: Props) {
  const changeSite = useChangeSite(site.host);
  const [said, setSaid] = useState<{ word: string; before: boolean } | null>(null);
  // What was chosen shows at once; should the server refuse it, what is so comes back.
  const isPublic = (changeSite.isPending ? changeSite.variables[setting] : undefined) ?? site[setting];

  function save(wanted: boolean, word: string) {
    if (changeSite.isPending) return;
    setSaid(null);
    changeSite.mutate({ [setting]: wanted }, { onSuccess: () => setSaid({ word, before: !wanted }) });
  }

  return (
    <div className={styles.setting}>
      <ExplainedChoice
        legend={legend}
        hint={hint}
        options={[
          { value: 'owner', word: owner, meaning: t('ownerMeans') },
          { value: 'everybody', ...everybody },
        ]}
        chosen={isPublic ? 'everybody' : 'owner'}
        onChoose={(audience) => save(audience === 'everybody', t('saved'))}
      />
      {changeSite.error && (
        <p role="alert" className={styles.error}>
          {changeSite.error.message}
        </p>
      )}
      <p className={styles.saved}>
        <span role="status">{said?.word}</span>{' '}
        {said && <WordButton onClick={() => save(said.before, t('putBack'))}>{t('undo')}</WordButton>}
      </p>
      {site[setting] && children}
    </div>
  );
}
