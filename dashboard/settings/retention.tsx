// How long a site keeps its finished days: chosen, and then saved, since what has gone cannot be had back.
import { useState } from 'react';
import type { Site } from '../../server/contract/browser.ts';
import { useChangeSite } from '../sites/use-sites.ts';
import { Form, Selection } from '../ui/form.tsx';
import { laterWords } from '../words/later.ts';

const t = laterWords('settings');

const CHOICES = [30, 90, 180, 365, 730, 1825];
const SERVER = 'server';

function inWords(days: number): string {
  if (days === 0) return t('forEver');
  return days % 365 === 0 ? t('keptYears', { n: days / 365 }) : t('keptDays', { n: days });
}

export function Retention({ site }: { site: Site }) {
  const { retentionDays, serverRetentionDays } = site;
  const changeSite = useChangeSite(site.host);
  const [saved, setSaved] = useState<number | null>(null);
  // What is so is among them, whoever chose it, over HTTP perhaps.
  const days = [...new Set([...CHOICES, ...(retentionDays ? [retentionDays] : [])])].sort((a, b) => a - b);
  const options = [
    { value: SERVER, word: t('keptServer', { long: inWords(serverRetentionDays) }) },
    { value: '0', word: inWords(0) },
    ...days.map((each) => ({ value: String(each), word: inWords(each) })),
  ];

  function save({ days: chosen = SERVER }) {
    setSaved(null);
    const next = chosen === SERVER ? null : Number(chosen);
    changeSite.mutate({ retentionDays: next }, { onSuccess: () => setSaved(next ?? serverRetentionDays) });
  }

  return (
    <>
      <Form error={changeSite.error} fields={['days']} button={t('save')} isBusy={changeSite.isPending} onSubmit={save}>
        <Selection
          key={retentionDays ?? SERVER}
          name="days"
          label={t('keptLabel')}
          hint={t('keptHint')}
          defaultValue={retentionDays === null ? SERVER : String(retentionDays)}
          options={options}
        />
      </Form>
      <p role="status">{saved !== null && (saved === 0 ? t('saved') : t('keptSaved', { long: inWords(saved) }))}</p>
    </>
  );
}
