// Corrects what a site was registered as. Its numbers stay with it under the new name.
import { memo, useId, useState } from 'react';
import { useLocation } from 'wouter';
import type { Site } from '../../server/contract/browser.ts';
import { useChangeSite } from '../sites/use-sites.ts';
import { Field, Form } from '../ui/form.tsx';
import { laterWords } from '../words/later.ts';

const t = laterWords('settings');

/** `pageOf`: where to go on under the new name. */
export function CorrectSite({ site, pageOf }: { site: Site; pageOf: (host: string) => string }) {
  const [, navigate] = useLocation();
  const changeSite = useChangeSite(site.host);
  const [isSaved, setSaved] = useState(false);
  const zones = useId();

  function save({ host = '', timezone = '' }) {
    setSaved(false);
    changeSite.mutate(
      { host, timezone },
      {
        onSuccess(changed) {
          setSaved(true);
          navigate(pageOf(changed.host), { replace: true });
        },
      },
    );
  }

  return (
    <>
      <Form
        error={changeSite.error}
        fields={['host', 'timezone']}
        button={t('save')}
        isBusy={changeSite.isPending}
        onSubmit={save}
      >
        <Field name="host" label={t('correctAddress')} inputMode="url" autoComplete="off" defaultValue={site.host} />
        <Field
          name="timezone"
          label={t('correctZone')}
          hint={t('correctZoneHint')}
          autoComplete="off"
          defaultValue={site.timezone}
          list={zones}
        />
        <TimeZones id={zones} />
      </Form>
      <p role="status">{isSaved && t('saved')}</p>
    </>
  );
}

const TimeZones = memo(({ id }: { id: string }) => (
  <datalist id={id}>
    {Intl.supportedValuesOf('timeZone').map((zone) => (
      <option key={zone} value={zone} />
    ))}
  </datalist>
));
