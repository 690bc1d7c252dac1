// How long a site keeps its finished days: chosen, and then saved, since what has gone cannot be had back.
import { useState } from 'react';
import type { Site } from '../../server/contract/browser.ts';
import { formatCount, plural } from '../format.ts';
import { Form, Selection } from '../ui/form.tsx';
import { useChangeSite } from './use-sites.ts';

const CHOICES = [30, 90, 180, 365, 730, 1825];
const SERVER = 'server';

function inWords(days: number): string {
  if (days === 0) return 'for ever';
  if (days % 365 === 0) return `${days / 365} ${plural(days / 365, 'year')}`;
  return `${formatCount(days)} ${plural(days, 'day')}`;
}

export function Retention({ site }: { site: Site }) {
  const { retentionDays, serverRetentionDays } = site;
  const changeSite = useChangeSite(site.host);
  const [saved, setSaved] = useState<number | null>(null);
  // What is so is among them, whoever chose it, over HTTP perhaps.
  const days = [...new Set([...CHOICES, ...(retentionDays ? [retentionDays] : [])])].sort((a, b) => a - b);
  const options = [
    { value: SERVER, word: `server’s setting: ${inWords(serverRetentionDays)}` },
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
      <Form error={changeSite.error} fields={['days']} button="Save" isBusy={changeSite.isPending} onSubmit={save}>
        <Selection
          key={retentionDays ?? SERVER}
          name="days"
          label="How long finished days are kept"
          hint="Days that are older go by themselves, with all that is known of them."
          defaultValue={retentionDays === null ? SERVER : String(retentionDays)}
          options={options}
        />
      </Form>
      <p role="status">
        {saved !== null &&
          (saved === 0 ? 'Saved.' : `Saved. What is older than ${inWords(saved)} goes within the hour.`)}
      </p>
    </>
  );
}
