// Corrects what a site was registered as. Its numbers stay with it under the new name.
import { memo, useId } from 'react';
import { useLocation } from 'wouter';
import type { Site } from '../../server/contract/browser.ts';
import { pages } from '../base-path.ts';
import { Field, Form } from '../ui/form.tsx';
import { useChangeSite } from './use-sites.ts';

export function CorrectSite({ site }: { site: Site }) {
  const [, navigate] = useLocation();
  const changeSite = useChangeSite(site.host);
  const zones = useId();
  return (
    <>
      <Form
        error={changeSite.error}
        fields={['host', 'timezone']}
        button="Save"
        isBusy={changeSite.isPending}
        onSubmit={({ host = '', timezone = '' }) =>
          changeSite.mutate(
            { host, timezone },
            { onSuccess: (changed) => navigate(pages.site(changed.host), { replace: true }) },
          )
        }
      >
        <Field name="host" label="Address of the site" inputMode="url" autoComplete="off" defaultValue={site.host} />
        <Field
          name="timezone"
          label="Time zone"
          hint="Its days begin at midnight there."
          autoComplete="off"
          defaultValue={site.timezone}
          list={zones}
        />
        <TimeZones id={zones} />
      </Form>
      <p role="status">{changeSite.isSuccess && 'Saved.'}</p>
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
