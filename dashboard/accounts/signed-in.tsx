// The gate: what is inside is shown to somebody who is signed in, at the address they asked for; everybody else gets the
// page that leads there.
import type { ReactNode } from 'react';
import { BarePage } from '../ui/layout.tsx';
import { code } from '../words/rich.tsx';
import { words } from '../words/words.ts';
import { SignInPage } from './sign-in-page.tsx';
import { useSession } from './use-session.ts';

const t = words('accounts');

export function SignedIn({ children }: { children: ReactNode }) {
  const { data: session, error } = useSession();
  if (session?.state === 'signed_in') return children;
  if (session?.state === 'sign_in_first') return <SignInPage />;
  if (session?.state === 'set_up_first') return <SetUpFirstPage />;
  return error ? <UnreachablePage message={error.message} /> : null;
}

const SetUpFirstPage = () => (
  <BarePage title={t('nobodyYet')}>
    <p>{t.rich('firstLink', { code })}</p>
    <p>
      {t('firstWithDocker')}
      <br />
      <code>docker compose logs headcount</code>
    </p>
  </BarePage>
);

export const UnreachablePage = ({ message }: { message: string }) => (
  <BarePage title={t('tryingAgain')}>
    <p role="alert">{t('unreachable', { message })}</p>
  </BarePage>
);
