// While nobody comes: what the server sees of it, as one sentence each with the next step. It follows by itself.
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Site } from '../../server/contract/browser.ts';
import { api } from '../api.ts';
import { formatMoment } from '../format.ts';
import { useLive } from '../live/use-live.ts';
import { laterWords } from '../words/later.ts';
import { code } from '../words/rich.tsx';
import styles from './check.module.css';
import { type Finding, findingsOf } from './findings.ts';

const t = laterWords('start');

const LOOK_EVERY_MS = 2_000;

export function Check({ site: { host, timezone } }: { site: Site }) {
  const { data: script } = useQuery({
    queryKey: ['script', host],
    queryFn: () => api.script(host),
    staleTime: 0,
    refetchInterval: LOOK_EVERY_MS,
  });
  const isListening = useLive(({ connection, staleSince }) => connection === 'open' && staleSince === null);
  const unregistered = useLive((live) => live.unregistered);
  const rejected = useLive(({ sites }) => sites.get(host)?.rejected) ?? 0;
  const notices = useLive((live) => live.notices);
  const findings = findingsOf({
    isListening,
    unregistered: unregistered.map((one) => one.host),
    rejected,
    notices: notices.map((notice) => notice.code),
    script,
  });
  return (
    <section aria-labelledby="check" className={styles.check}>
      <h2 id="check">{t('checkTitle')}</h2>
      <ul className={styles.findings} aria-live="polite">
        {findings.map((finding) => {
          const [short, sentence] = inWords(finding, host, (at) => formatMoment(at, Date.now(), timezone));
          return (
            <li key={finding.is} data-finding={finding.is}>
              <strong>{short}</strong>
              <p>{sentence}</p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function inWords(finding: Finding, host: string, time: (at: number) => string): [string, ReactNode] {
  switch (finding.is) {
    case 'offline':
      return [t('checkOfflineShort'), t('checkOffline')];
    case 'dropped':
      return [t('checkDroppedShort'), t('checkDropped')];
    case 'proxy':
      return [t('checkProxyShort'), t('checkProxy')];
    case 'unregistered':
      return [t('checkUnregisteredShort'), t('checkUnregistered', { host, hosts: finding.hosts.join(', ') })];
    case 'blocked':
      return [t('checkBlockedShort'), t('checkBlocked', { host, time: time(finding.at) })];
    case 'unknown':
      return [t('checkUnknownShort'), t('checkUnknown', { host, time: time(finding.at) })];
    case 'elsewhere':
      return [t('checkElsewhereShort'), t.rich('checkElsewhere', { code, host: finding.host, time: time(finding.at) })];
    case 'none':
      return [t('checkNoneShort'), t('checkNone', { time: time(finding.since) })];
  }
}
