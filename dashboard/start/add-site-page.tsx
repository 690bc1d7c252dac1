// Names a site. The first one is the second step of the set-up; later ones are added here as well.
import { useLocation } from 'wouter';
import { pages } from '../base-path.ts';
import { browserTimeZone, useAddSite } from '../sites/use-sites.ts';
import { Field, Form } from '../ui/form.tsx';
import layout from '../ui/layout.module.css';
import { useTitle } from '../ui/use-title.ts';
import { laterWords } from '../words/later.ts';
import UnregisteredHosts from './unregistered-hosts.tsx';

const t = laterWords('start');

export default function AddSitePage({ isFirst }: { isFirst: boolean }) {
  const [, navigate] = useLocation();
  const addSite = useAddSite();
  const { timezone } = browserTimeZone();
  const title = isFirst ? t('firstTitle') : t('addSite');
  useTitle(`${title} · headcount`);
  return (
    <div className={`${layout.stack} ${layout.narrow}`}>
      <h1>{title}</h1>
      <Form
        error={addSite.error}
        fields={['host']}
        button={t('addTheSite')}
        isBusy={addSite.isPending}
        onSubmit={({ host = '' }) => addSite.mutate(host, { onSuccess: (site) => navigate(pages.site(site.host)) })}
      >
        <Field name="host" label={t('address')} hint={t('addressHint')} inputMode="url" autoComplete="off" autoFocus />
        {timezone && <p className={layout.soft}>{t('zone', { zone: timezone })}</p>}
      </Form>
      <UnregisteredHosts />
    </div>
  );
}
