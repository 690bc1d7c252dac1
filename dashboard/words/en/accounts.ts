// Set-up, signing in and out.
export default {
  already: 'Already set up',
  alreadyText: 'This headcount has its first account.',
  createAccount: 'Create the account',
  demo: 'Simulated readers: this is a demo',
  email: 'E-mail',
  firstLink:
    'To make the first one, open the link that the server has printed in its log. It ends in <code>/setup#token=…</code> and is printed anew at every start until there is an account.',
  firstWithDocker: 'With docker compose:',
  nobodyYet: 'Nobody has an account yet',
  password: 'Password',
  passwordHint: 'At least 12 characters. A sentence will do.',
  screenEnded: 'Nobody is signed in on this screen, so it shows no number. It goes on as soon as somebody signs in.',
  server: 'server',
  setUp: 'Set up headcount',
  setUpText: 'Choose what you will sign in with. It stays on this server, and nobody else gets it.',
  signIn: 'Sign in',
  signOut: 'sign out',
  tokenMissing:
    'This address lacks its token. Open the whole link that the server has printed in its log: it ends in <code>/setup#token=…</code>',
  tryingAgain: 'Trying again…',
  unreachable: '{message} This page goes on by itself as soon as it answers.',
} as const;
