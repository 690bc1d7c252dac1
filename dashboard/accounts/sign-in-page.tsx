// E-mail and password, please. On a wall, where nobody types, it says why the number is gone.
import { useRoute } from 'wouter';
import screen from '../screen/screen-page.module.css';
import { Field, Form } from '../ui/form.tsx';
import { BarePage } from '../ui/layout.tsx';
import { words } from '../words/words.ts';
import { useSignIn } from './use-session.ts';

const t = words('accounts');

export function SignInPage() {
  const signIn = useSignIn();
  const [isScreen] = useRoute('/live/:host/screen');
  return (
    <BarePage title={t('signIn')}>
      {isScreen && <p className={screen.ended}>{t('screenEnded')}</p>}
      <Form
        error={signIn.error}
        fields={['email', 'password']}
        button={t('signIn')}
        isBusy={signIn.isPending}
        onSubmit={({ email = '', password = '' }) => signIn.mutate({ email, password })}
      >
        <Field name="email" label={t('email')} type="email" autoComplete="username" autoFocus />
        <Field name="password" label={t('password')} type="password" autoComplete="current-password" />
      </Form>
    </BarePage>
  );
}
