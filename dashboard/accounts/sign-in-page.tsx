// E-mail and password, please.
import { Field, Form } from '../ui/form.tsx';
import { BarePage } from '../ui/layout.tsx';
import { useSignIn } from './use-session.ts';

export function SignInPage() {
  const signIn = useSignIn();
  return (
    <BarePage title="Sign in">
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
