// The gate: what is inside is shown to somebody who is signed in, at the address they asked for; everybody else gets the
// page that leads there.
import type { ReactNode } from 'react';
import { BarePage } from '../ui/layout.tsx';
import { SignInPage } from './sign-in-page.tsx';
import { useSession } from './use-session.ts';

export function SignedIn({ children }: { children: ReactNode }) {
  const { data: session, error } = useSession();
  if (session?.state === 'signed_in') return children;
  if (session?.state === 'sign_in_first') return <SignInPage />;
  if (session?.state === 'set_up_first') return <SetUpFirstPage />;
  return error ? <UnreachablePage message={error.message} /> : null;
}

const SetUpFirstPage = () => (
  <BarePage title="Nobody has an account yet">
    <p>
      To make the first one, open the link that the server has printed in its log. It ends in{' '}
      <code>/setup#token=…</code> and is printed anew at every start until there is an account.
    </p>
    <p>
      With docker compose:
      <br />
      <code>docker compose logs headcount</code>
    </p>
  </BarePage>
);

export const UnreachablePage = ({ message }: { message: string }) => (
  <BarePage title="Trying again…">
    <p role="alert">{message} This page goes on by itself as soon as it answers.</p>
  </BarePage>
);
