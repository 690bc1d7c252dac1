// One's own account: how the dashboard looks and speaks in this browser, the password, where it is signed in.
import { useState } from 'react';
import { useSession } from '../accounts/use-session.ts';
import { formatAge, formatMoment } from '../format.ts';
import { Field, Form } from '../ui/form.tsx';
import layout from '../ui/layout.module.css';
import { Column } from '../ui/layout.tsx';
import { ThemeChoice } from '../ui/theme-choice.tsx';
import { useTitle } from '../ui/use-title.ts';
import { WordButton } from '../ui/word-button.tsx';
import { LanguageChoice } from '../words/language-choice.tsx';
import { laterWords } from '../words/later.ts';
import styles from './settings-page.module.css';
import { useChangePassword, useSessions, useSignOutElsewhere } from './use-account.ts';

const t = laterWords('settings');

export default function AccountPage() {
  const { data: session } = useSession();
  useTitle(`${t('account')} · headcount`);
  if (session?.state !== 'signed_in') return null;
  return (
    <Column>
      <div className={`${layout.narrow} ${styles.page}`}>
        <header>
          <h1>{t('account')}</h1>
          <p>{t('accountText', { email: session.email })}</p>
        </header>
        <section className={styles.group} aria-labelledby="appearance">
          <h2 id="appearance">{t('appearance')}</h2>
          <div className={styles.labelled}>
            <span aria-hidden="true">{t('theme')}</span>
            <ThemeChoice />
          </div>
          <LanguageChoice />
        </section>
        <section className={styles.part} aria-labelledby="password">
          <h2 id="password">{t('password')}</h2>
          <Password email={session.email} />
        </section>
        <section className={styles.part} aria-labelledby="sessions">
          <h2 id="sessions">{t('sessions')}</h2>
          <Sessions />
        </section>
      </div>
    </Column>
  );
}

function Password({ email }: { email: string }) {
  const change = useChangePassword();
  /** A new form after each change: its fields are empty again. */
  const [changes, setChanges] = useState(0);
  return (
    <div className={styles.group}>
      <Form
        key={changes}
        error={change.error}
        fields={['current', 'password']}
        button={t('passwordButton')}
        isBusy={change.isPending}
        onSubmit={({ current = '', password = '' }) =>
          change.mutate({ current, password }, { onSuccess: () => setChanges(changes + 1) })
        }
      >
        {/* So that a password manager knows whose it is. */}
        <input type="email" name="email" autoComplete="username" defaultValue={email} hidden />
        <Field name="current" label={t('passwordCurrent')} type="password" autoComplete="current-password" />
        <Field
          name="password"
          label={t('passwordNew')}
          hint={t('passwordHint')}
          type="password"
          autoComplete="new-password"
        />
      </Form>
      <p role="status" className={styles.said}>
        {change.isSuccess && t('passwordSaved')}
      </p>
    </div>
  );
}

function Sessions() {
  const { data: sessions, error } = useSessions();
  const signOut = useSignOutElsewhere();
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const now = Date.now();
  const failed = error ?? signOut.error;
  return (
    <div className={styles.group}>
      <p className={layout.soft}>{t('sessionsText')}</p>
      <ul className={styles.rows} aria-busy={!sessions}>
        {(sessions ?? []).map(({ createdAt, seenAt, isThis }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two may have begun in the same millisecond, and nothing else is told of them
          <li key={`${createdAt} ${index}`} className={styles.row}>
            <span>{t('sessionBegun', { date: formatMoment(createdAt, now, timeZone) })}</span>
            <span>{isThis ? t('sessionHere') : t('sessionUsed', { age: formatAge(now - seenAt) })}</span>
          </li>
        ))}
      </ul>
      {failed && (
        <p role="alert" className={styles.error}>
          {failed.message}
        </p>
      )}
      {sessions && sessions.length > 1 && (
        <WordButton disabled={signOut.isPending} onClick={() => signOut.mutate()}>
          {t('sessionEndOthers')}
        </WordButton>
      )}
      <p role="status" className={styles.said}>
        {signOut.isSuccess ? t('sessionsEnded') : sessions?.length === 1 && t('sessionsOne')}
      </p>
    </div>
  );
}
