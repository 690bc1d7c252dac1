// Die Suche nach Seiten, Verweisen und Besuchern.
import type { Room } from '../en.ts';

export default {
  contains: 'Seiten mit',
  found: 'Was gefunden ist',
  hint: 'Seiten und Verweise des Zeitraums, und Besucher der letzten Zugriffe bei ihrem Namen. Pfeiltasten wählen, die Eingabetaste nimmt.',
  label: 'Seite, Verweis oder Besucher',
  nothing: 'Nichts in diesem Zeitraum enthält das.',
  page: 'Seite',
  referrer: 'Verweis',
  search: 'suchen',
  title: 'Suche',
  visitor: 'Besucher',
} satisfies Room<'search'>;
