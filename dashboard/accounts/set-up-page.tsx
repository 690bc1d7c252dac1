// The first account, made by whoever holds the link from the server's log: /setup#token=…
import { useState } from 'react';
import { Link, Redirect } from 'wouter';
import { pages } from '../base-path.ts';
import { Field, Form } from '../ui/form.tsx';
import { BarePage } from '../ui/layout.tsx';
import { code } from '../words/rich.tsx';
import { words } from '../words/words.ts';
import { useSession, useSetUp } from './use-session.ts';

const t = words('accounts');

export function SetUpPage() {
  const { data: session } = useSession();
  const setUp = useSetUp();
  // From the fragment, which browsers keep to themselves: a token never appears in a server's access log.
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '');

  if (session?.state === 'signed_in') return <Redirect to={pages.home} replace />;
  if (session?.state === 'sign_in_first') {
    return (
      <BarePage title={t('already')}>
        <p>{t('alreadyText')}</p>
        <Link href={pages.home}>{t('signIn')}</Link>
      </BarePage>
    );
  }
  return (
    <BarePage title={t('setUp')}>
      <p>{t('setUpText')}</p>
      {token === '' && <p role="alert">{t.rich('tokenMissing', { code })}</p>}
      <Form
        error={setUp.error}
        fields={['email', 'password']}
        button={t('createAccount')}
        isBusy={setUp.isPending}
        onSubmit={({ email = '', password = '' }) => setUp.mutate({ token, email, password })}
      >
        <Field name="email" label={t('email')} type="email" autoComplete="username" autoFocus />
        <Field
          name="password"
          label={t('password')}
          hint={t('passwordHint')}
          type="password"
          autoComplete="new-password"
        />
      </Form>
    </BarePage>
  );
}
