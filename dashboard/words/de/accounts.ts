// Einrichten, An- und Abmelden.
import type { Room } from '../en.ts';

export default {
  already: 'Schon eingerichtet',
  alreadyText: 'Dieser Headcount hat sein erstes Konto.',
  createAccount: 'Konto anlegen',
  demo: 'Erfundene Leser: Dies ist eine Vorführung',
  email: 'E-Mail',
  firstLink:
    'Das erste entsteht über den Link, den der Server in sein Log geschrieben hat. Er endet mit <code>/setup#token=…</code> und steht dort nach jedem Start neu, bis es ein Konto gibt.',
  firstWithDocker: 'Mit docker compose:',
  nobodyYet: 'Noch hat niemand ein Konto',
  password: 'Passwort',
  passwordHint: 'Mindestens 12 Zeichen. Ein Satz genügt.',
  screenEnded:
    'An diesem Bildschirm ist niemand angemeldet, deshalb zeigt er keine Zahl. Es geht weiter, sobald sich jemand anmeldet.',
  server: 'Server',
  setUp: 'Headcount einrichten',
  setUpText: 'Womit soll angemeldet werden? Es bleibt auf diesem Server, und niemand sonst erhält es.',
  signIn: 'Anmelden',
  signOut: 'abmelden',
  tokenMissing:
    'Dieser Adresse fehlt ihr Token. Zu öffnen ist der ganze Link aus dem Log des Servers; er endet mit <code>/setup#token=…</code>',
  tryingAgain: 'Noch ein Versuch …',
  unreachable: '{message} Diese Seite macht von selbst weiter, sobald er antwortet.',
} satisfies Room<'accounts'>;
