// A part of a site's history is removed: first it says how many hits that are, then it does it. Nobody needs to wait.
import { type ReactNode, useState } from 'react';
import type { DeletionCountReply, DeletionsReply, Site } from '../../server/contract/browser.ts';
import { ApiError } from '../api-error.ts';
import { formatDate } from '../format.ts';
import { Disclosure } from '../ui/disclosure.tsx';
import { Field, Form } from '../ui/form.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { WordButton } from '../ui/word-button.tsx';
import { laterWords } from '../words/later.ts';
import styles from './remove-part.module.css';
import { type Part, useBeginDeletion, useCountDeletion, useDeletions, useFiguresAnew } from './use-deletions.ts';

const t = laterWords('settings');

export function RemovePage({ site }: { site: Site }) {
  return (
    <Folded summary={t('page')}>
      <RemovePart
        site={site}
        fields={['path']}
        missing={t('pathMissing')}
        partOf={({ path = '' }) => ({ path: path.trim() })}
      >
        <Field
          name="path"
          label={t('pathLabel')}
          hint={t('pathHint')}
          placeholder={t('pathExample')}
          autoComplete="off"
          autoFocus
        />
      </RemovePart>
    </Folded>
  );
}

export function RemoveRange({ site }: { site: Site }) {
  return (
    <Folded summary={t('range')}>
      <RemovePart
        site={site}
        fields={['range.0', 'range.1']}
        missing={t('daysMissing')}
        partOf={(values) => ({ range: [values['range.0'] ?? '', values['range.1'] ?? ''] })}
      >
        <Field
          name="range.0"
          type="date"
          label={t('daysFirst')}
          hint={t('daysHint', { zone: site.timezone })}
          autoFocus
        />
        <Field name="range.1" type="date" label={t('daysLast')} hint={t('daysLastHint')} />
      </RemovePart>
    </Folded>
  );
}

function Folded({ summary, children }: { summary: string; children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Disclosure summary={summary} onToggle={setOpen}>
      {isOpen && children}
    </Disclosure>
  );
}

interface Props {
  site: Site;
  /** By the names under which the server complains of them. */
  fields: readonly string[];
  /** What is said of a field that is empty. */
  missing: string;
  partOf: (values: Record<string, string>) => Part;
  children: ReactNode;
}

function RemovePart({ site: { host, timezone }, fields, missing, partOf, children }: Props) {
  const [empty, setEmpty] = useState<ApiError | null>(null);
  const counting = useCountDeletion(host);
  const beginning = useBeginDeletion(host);
  const { data: underWay } = useDeletions(host);
  const begun = beginning.data?.id;
  const isGoing = begun !== undefined && underWay?.some(({ id }) => id === begun) !== false;
  useFiguresAnew(begun !== undefined && !isGoing);

  function count(values: Record<string, string>) {
    const first = fields.find((name) => (values[name] ?? '').trim() === '');
    beginning.reset();
    setEmpty(first === undefined ? null : new ApiError(0, { code: 'missing', message: missing, field: first }));
    if (first === undefined) counting.mutate(partOf(values));
  }

  function remove() {
    if (counting.variables && !beginning.isPending)
      beginning.mutate(counting.variables, { onSuccess: () => counting.reset() });
  }

  return (
    <>
      {/* What was counted is what is removed: as soon as anything else is typed, it is counted anew. */}
      <div onInput={() => counting.reset()}>
        <Form
          error={empty ?? counting.error}
          fields={fields}
          button={t('countHits')}
          isBusy={counting.isPending}
          onSubmit={count}
        >
          {children}
        </Form>
      </div>
      <div className={styles.answer}>
        <p role="status">
          {counting.isPending && t('counting')}
          {counting.data && whatGoes(counting.data)}
          {begun !== undefined &&
            !counting.data &&
            !counting.isPending &&
            (isGoing ? t('deleteGoing') : t('deleteGone'))}
        </p>
        {counting.data && counting.data.hits > 0 && (
          <div className={styles.deeds}>
            <button type="button" className={styles.grave} aria-disabled={beginning.isPending} onClick={remove}>
              {t('deleteForGood', { n: counting.data.hits })}
            </button>
            <WordButton onClick={() => counting.reset()}>{t('deleteKeep')}</WordButton>
          </div>
        )}
        {beginning.error && (
          <p role="alert" className={styles.error}>
            {beginning.error.message}
          </p>
        )}
      </div>
      {underWay && underWay.length > 0 && <UnderWay deletions={underWay} timeZone={timezone} />}
    </>
  );
}

function whatGoes({ hits, pages }: DeletionCountReply): string {
  if (hits === 0) return t('deleteNone');
  return pages === null ? t('deleteWould', { n: hits }) : t('deleteWouldPages', { n: hits, pages });
}

type Deletion = DeletionsReply['deletions'][number];

const UnderWay = ({ deletions, timeZone }: { deletions: readonly Deletion[]; timeZone: string }) => (
  <ul className={styles.underWay} aria-label={t('beingDeleted')}>
    {deletions.map((deletion) => (
      <li key={deletion.id}>
        <bdi>{nameOf(deletion, timeZone)}</bdi>
        <ProgressBar name={t('deleted')} share={shareOf(deletion)} />
        <span className={styles.figures}>
          {deletion.hits === null
            ? t('deleteUncounted')
            : t('deleteProgress', { gone: deletion.gone, hits: deletion.hits })}
        </span>
      </li>
    ))}
  </ul>
);

function nameOf({ path, range: [from, until] }: Deletion, timeZone: string): string {
  if (path !== null) return path;
  const first = from === null ? '' : formatDate(from, timeZone);
  const last = until === null ? '' : formatDate(until - 1, timeZone);
  if (first === '') return last === '' ? t('rest') : t('until', { date: last });
  return first === last ? first : t('before', { from: first, until: last });
}

const shareOf = ({ hits, gone }: Deletion) => (hits === null ? 0 : hits === 0 ? 1 : Math.min(1, gone / hits));
