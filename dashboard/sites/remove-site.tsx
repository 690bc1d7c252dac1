// The way out: what goes when a site is removed, and the deed itself, which asks to be meant.
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Site, StoredReply } from '../../server/contract/browser.ts';
import { ApiError } from '../api-error.ts';
import { pages } from '../base-path.ts';
import { formatCount, formatDate, plural } from '../format.ts';
import { Disclosure } from '../ui/disclosure.tsx';
import { Field, Form } from '../ui/form.tsx';
import styles from './remove-site.module.css';
import { useRemoveSite, useStored } from './use-sites.ts';

export function RemoveSite({ site }: { site: Site }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Disclosure summary={`Remove ${site.host} for good`} onToggle={setOpen}>
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
    message: `Type ${site.host} as it stands here.`,
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
        {stored.data ? whatGoes(site, stored.data) : (stored.error?.message ?? 'Counting its hits…')}
      </p>
      <p>
        Its live view, its settings, its keys and its widgets go at once. Nobody can undo it. Backups keep what they
        hold until they are deleted; take the snippet out of your pages.
      </p>
      <Form
        error={isMistyped ? mistyped : removeSite.error}
        fields={['confirm']}
        button={`Remove ${site.host}`}
        isGrave
        isBusy={removeSite.isPending}
        onSubmit={submit}
      >
        <Field
          name="confirm"
          label={`Type ${site.host} to say that you mean it`}
          inputMode="url"
          autoComplete="off"
          autoFocus
        />
      </Form>
    </>
  );
}

function whatGoes({ host, timezone }: Site, { hits, since }: StoredReply): string {
  if (since === null) return `Nothing of ${host} is stored yet.`;
  return `${formatCount(hits)} ${plural(hits, 'hit')} since ${formatDate(since, timezone)} will be gone.`;
}
