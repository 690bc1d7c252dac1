// Die letzten Zugriffe, und die Spur eines Besuchs.
import type { Room } from '../en.ts';

export default {
  arrived: '{who} ist da: {page}, {source}',
  bold: 'fett: eben angekommen',
  campaign: 'Kampagne',
  country: 'Land',
  eventOn: '<event></event> auf <page></page>',
  events: '{count, plural, one {# Ereignis} other {# Ereignisse}}',
  from: 'von',
  fromSource: 'von {source}',
  history: 'Zugriffe dieses Zeitraums, die neuesten zuerst',
  historyAgain: 'noch einmal',
  historyMore: 'mehr Zugriffe',
  historyNone: 'Keine Zugriffe in diesem Zeitraum, die die Filter übrig lassen.',
  latest: 'Letzte Zugriffe',
  latestOnly: 'die letzten {what}',
  linkOn: 'Link auf',
  longer: 'Was davor war, ist nicht zu sehen.',
  made: 'Der Name ist erfunden, aus einer Kennung, die mit dem Tag der Website endet. Wer das ist, weiß hier niemand.',
  name: '{first} {second}',
  // Männliche Hauptwörter, damit jedes Eigenschaftswort zu jedem passt.
  nameFirsts:
    'blauer bunter eiliger ferner flinker freier froher früher goldener grüner heiterer heller klarer kluger kühler leiser lichter luftiger milder munterer neuer nebliger rascher ruhiger sanfter silberner sonniger steter stiller wacher warmer zarter',
  nameSeconds:
    'Ahorn Anker Bach Bambus Berg Biber Dachs Delfin Enzian Falke Farn Felsen Fink Fjord Fuchs Gipfel Gletscher Hafen Halm Igel Kiesel Klee Kolibri Komet Kompass Kranich Kürbis Lachs Lavendel Leuchtturm Löwenzahn Luchs Marder Meteor Mohn Mond Nebel Otter Papagei Pelikan Pfeffer Pfeil Pinguin Planet Quarz Rabe Regen Reiher Sattel Schatten Specht Sperling Stern Stieglitz Storch Strand Thymian Turm Wacholder Wal Wald Wind Zaunkönig Zweig',
  newestFirst: 'Letzte Zugriffe, der neueste zuerst',
  newOnes: '{count, number} neue',
  none: 'Kein Zugriff seit dem Start des Servers oder seit einem Tag. Der nächste erscheint hier sofort.',
  notLinked: 'nicht verknüpft',
  only: 'nur',
  onlyThem: 'Nur Besucher {number} jenes Tages',
  pages: '{count, plural, one {# Seite} other {# Seiten}}',
  read: '{age} gelesen',
  readAsFar: '{age} gelesen, {depth} der Seite',
  showVisit: ', diesen Besuch zeigen',
  softwareOn: '{browser} auf {os}',
  somebody: 'jemand',
  thisVisit: 'Dieser Besuch: {what}',
  unlinked:
    'Wer immer das ist, will nicht unterschieden werden, oder die Website will es so: Mehr als diese eine Seite lässt sich nicht verbinden.',
  visitorNumber: 'Besucher {number}',
  with: 'mit',
  within: '{what} in {age}',
} satisfies Room<'feed'>;
