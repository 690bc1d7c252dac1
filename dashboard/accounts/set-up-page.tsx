// The first account, made by whoever holds the link from the server's log: /setup#token=…
import { useState } from 'react';
import { Link, Redirect } from 'wouter';
import { pages } from '../base-path.ts';
import { Field, Form } from '../ui/form.tsx';
import { BarePage } from '../ui/layout.tsx';
import { useSession, useSetUp } from './use-session.ts';

export function SetUpPage() {
  const { data: session } = useSession();
  const setUp = useSetUp();
  // From the fragment, which browsers keep to themselves: a token never appears in a server's access log.
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '');

  if (session?.state === 'signed_in') return <Redirect to={pages.home} replace />;
  if (session?.state === 'sign_in_first') {
    return (
      <BarePage title="Already set up">
        <p>This headcount has its first account.</p>
        <Link href={pages.home}>Sign in</Link>
      </BarePage>
    );
  }
  return (
    <BarePage title="Set up headcount">
      <p>Choose what you will sign in with. It stays on this server, and nobody else gets it.</p>
      {token === '' && (
        <p role="alert">
          This address lacks its token. Open the whole link that the server has printed in its log: it ends in{' '}
          <code>/setup#token=…</code>
        </p>
      )}
      <Form
        error={setUp.error}
        fields={['email', 'password']}
        button="Create the account"
        isBusy={setUp.isPending}
        onSubmit={({ email = '', password = '' }) => setUp.mutate({ token, email, password })}
      >
        <Field name="email" label="E-mail" type="email" autoComplete="username" autoFocus />
        <Field
          name="password"
          label="Password"
          hint="At least 12 characters. A sentence will do."
          type="password"
          autoComplete="new-password"
        />
      </Form>
    </BarePage>
  );
}
