// The way out: what goes when a site is removed, and the deed itself, which asks to be meant.
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Site, StoredReply } from '../../server/contract/browser.ts';
import { ApiError } from '../api-error.ts';
import { pages } from '../base-path.ts';
import { formatDate } from '../format.ts';
import { useRemoveSite, useStored } from '../sites/use-sites.ts';
import { Disclosure } from '../ui/disclosure.tsx';
import { Field, Form } from '../ui/form.tsx';
import { laterWords } from '../words/later.ts';
import styles from './remove-site.module.css';

const t = laterWords('settings');

export function RemoveSite({ site }: { site: Site }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Disclosure summary={t('removeSite', { host: site.host })} onToggle={setOpen}>
      {isOpen && <Removal site={site} />}
    </Disclosure>
  );
}

function Removal({ site }: { site: Site }) {
  const [, navigate] = useLocation();
  const [isMistyped, setMistyped] = useState(false);
  const stored = useStored(site.host);
  const removeSite = useRemoveSite(site, ({ id }) =>
    navigate(pages.removal(id), { replace: true, state: { host: site.host } }),
  );
  const mistyped = new ApiError(0, {
    code: 'mistyped',
    message: t('removeMistyped', { host: site.host }),
    field: 'confirm',
  });

  function submit({ confirm = '' }) {
    const isMeant = confirm.trim().toLowerCase() === site.host;
    setMistyped(!isMeant);
    if (isMeant) removeSite.mutate();
  }

  return (
    <>
      <p role="status" className={styles.counted}>
        {stored.data ? whatGoes(site, stored.data) : (stored.error?.message ?? t('removeCounting'))}
      </p>
      <p>{t('removeText')}</p>
      <Form
        error={isMistyped ? mistyped : removeSite.error}
        fields={['confirm']}
        button={t('removeButton', { host: site.host })}
        isGrave
        isBusy={removeSite.isPending}
        onSubmit={submit}
      >
        <Field
          name="confirm"
          label={t('removeConfirm', { host: site.host })}
          inputMode="url"
          autoComplete="off"
          autoFocus
        />
      </Form>
    </>
  );
}

function whatGoes({ host, timezone }: Site, { hits, since }: StoredReply): string {
  if (since === null) return t('removeWhatNone', { host });
  return t('removeWhat', { n: hits, date: formatDate(since, timezone) });
}
