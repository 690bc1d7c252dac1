// The answer to «why do I see nothing?»: how many hits were not counted, why, and the latest of them. One line on the
// dashboard until somebody asks; told at once while the site waits for its first visitor, where it matters most.
import { useState } from 'react';
import type { RejectedReply, Site } from '../../server/contract/browser.ts';
import { useLive } from '../live/use-live.ts';
import { useShowRule } from '../sites/show-rule.ts';
import { Disclosure } from '../ui/disclosure.tsx';
import layout from '../ui/layout.module.css';
import { words } from '../words/words.ts';
import { ReasonList } from './reason-list.tsx';
import styles from './rejected-hits.module.css';
import { RejectedTable } from './rejected-table.tsx';
import { useRejected } from './use-rejected.ts';

const t = words('rejected');

/** On the dashboard. */
export function RejectedHits({ site }: { site: Site }) {
  const count = useLive(({ sites }) => sites.get(site.host)?.rejected);
  const [isOpen, setIsOpen] = useState(false);
  const { reply, error } = useRejected(site.host, count ?? 0, isOpen && Boolean(count));
  if (count === undefined) return null;
  return (
    <section aria-label={t('notCounted')} data-rejected={count}>
      {count === 0 ? (
        <p>{t('none')}</p>
      ) : (
        <Disclosure isWide onToggle={setIsOpen} summary={t('notCountedYet', { count })}>
          {isOpen && <Why site={site} reply={reply} error={error} />}
        </Disclosure>
      )}
    </section>
  );
}

/** While the site waits for its first visitor. */
export function RejectedWhileWaiting({ site }: { site: Site }) {
  const count = useLive(({ sites }) => sites.get(site.host)?.rejected);
  const { reply, error } = useRejected(site.host, count ?? 0, Boolean(count));
  if (count === undefined) return null;
  if (count === 0) return <p className={layout.soft}>{t('none')}</p>;
  return (
    <section className={layout.notice} aria-labelledby="rejected" data-rejected={count}>
      <h2 id="rejected">{t('came', { count })}</h2>
      <Why site={site} reply={reply} error={error} />
    </section>
  );
}

interface WhyProps {
  site: Site;
  reply: RejectedReply | undefined;
  error: Error | null;
}

function Why({ site, reply, error }: WhyProps) {
  const showRule = useShowRule(site.host);
  if (!reply) return error ? <p role="alert">{error.message}</p> : <p>…</p>;
  return (
    <div className={styles.why}>
      <ReasonList reply={reply} onShowRule={showRule} />
      <RejectedTable site={site} reply={reply} />
    </div>
  );
}
