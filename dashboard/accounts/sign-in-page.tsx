// E-mail and password, please. On a wall, where nobody types, it says why the number is gone.
import { useRoute } from 'wouter';
import screen from '../screen/screen-page.module.css';
import { Field, Form } from '../ui/form.tsx';
import { BarePage } from '../ui/layout.tsx';
import { useSignIn } from './use-session.ts';

export function SignInPage() {
  const signIn = useSignIn();
  const [isScreen] = useRoute('/live/:host/screen');
  return (
    <BarePage title="Sign in">
      {isScreen && (
        <p className={screen.ended}>
          Nobody is signed in on this screen, so it shows no number. It goes on as soon as somebody signs in.
        </p>
      )}
      <Form
        error={signIn.error}
        fields={['email', 'password']}
        button="Sign in"
        isBusy={signIn.isPending}
        onSubmit={({ email = '', password = '' }) => signIn.mutate({ email, password })}
      >
        <Field name="email" label="E-mail" type="email" autoComplete="username" autoFocus />
        <Field name="password" label="Password" type="password" autoComplete="current-password" />
      </Form>
    </BarePage>
  );
}
