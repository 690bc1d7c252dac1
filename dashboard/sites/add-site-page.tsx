// Names a site. The first one is the second step of the set-up; later ones are added here as well.
import { useLocation } from 'wouter';
import { pages } from '../base-path.ts';
import { Field, Form } from '../ui/form.tsx';
import layout from '../ui/layout.module.css';
import { useTitle } from '../ui/use-title.ts';
import { UnregisteredHosts } from './unregistered-hosts.tsx';
import { browserTimeZone, useAddSite } from './use-sites.ts';

export function AddSitePage({ isFirst }: { isFirst: boolean }) {
  const [, navigate] = useLocation();
  const addSite = useAddSite();
  const { timezone } = browserTimeZone();
  const title = isFirst ? 'Name your site' : 'Add a site';
  useTitle(`${title} · headcount`);
  return (
    <div className={`${layout.stack} ${layout.narrow}`}>
      <h1>{title}</h1>
      <Form
        error={addSite.error}
        fields={['host']}
        button="Add the site"
        isBusy={addSite.isPending}
        onSubmit={({ host = '' }) => addSite.mutate(host, { onSuccess: (site) => navigate(pages.site(site.host)) })}
      >
        <Field
          name="host"
          label="Address of the site"
          hint="example.com, or any link to it"
          inputMode="url"
          autoComplete="off"
          autoFocus
        />
        {timezone && (
          <p className={layout.soft}>
            Its days will begin at midnight in {timezone}, where this browser says it is. That can be changed later.
          </p>
        )}
      </Form>
      <UnregisteredHosts />
    </div>
  );
}
