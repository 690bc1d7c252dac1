// Die Liste der Tasten.
import type { LaterRoom } from '../en-later.ts';

export default {
  close: 'schließen',
  earlier: 'die Zeit davor, im Bericht',
  help: 'diese Liste',
  later: 'die Zeit danach',
  next: 'die nächste Website',
  previous: 'die Website davor',
  screen: 'der große Bildschirm',
  search: 'Seiten, Verweise und Besucher suchen',
  settings: 'Einstellungen der Website',
  site: 'zurück zu den Zahlen der Website',
  sites: 'alle Websites',
  theme: 'wie das System, hell, dunkel',
  title: 'Tasten',
} satisfies LaterRoom<'keys'>;
