// Was jedes Zimmer sagen kann: Formulare, Kopieren, Links, die Sprache selbst.
import type { Room } from '../en.ts';

export default {
  close: 'schließen',
  copied: 'kopiert',
  language: 'Sprache',
  languageOfBrowser: 'wie der Browser',
  open: '{what} öffnen',
  selected: 'es ist ausgewählt: Strg+C drücken',
} satisfies Room<'ui'>;
