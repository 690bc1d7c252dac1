// Zugriffe, die nicht gezählt wurden.
import type { Room } from '../en.ts';

export default {
  all: 'alle {count, number}, die aufgehoben sind',
  bot_means:
    'Der User-Agent sagt es, oder ein Programm steuert den Browser, wie bei Tests. Nichts zu tun: Leser sind nicht betroffen.',
  bot_short: 'Bot',
  bot_title: '{count, plural, one {# Zugriff} other {# Zugriffe}} von einem Bot',
  came: '{count, plural, one {# Zugriff kam und wurde} other {# Zugriffe kamen und wurden}} nicht gezählt',
  changeList: 'die Liste ändern',
  event: '{why}, Ereignis',
  excluded_address_means: 'Welche, wird nicht aufgehoben. Falls Leser sie teilen, gehört sie nicht auf die Liste.',
  excluded_address_short: 'ausgeschlossene Adresse',
  excluded_address_title: '{count, plural, one {# Zugriff} other {# Zugriffe}} von einer ausgeschlossenen Adresse',
  excluded_country_means: 'Sollen Leser von dort zählen, gehört das Land nicht auf die Liste.',
  excluded_country_short: 'ausgeschlossenes Land',
  excluded_country_title: '{count, plural, one {# Zugriff} other {# Zugriffe}} aus einem ausgeschlossenen Land',
  excluded_path_means: 'Sollen seine Leser zählen, gehört der Pfad nicht auf die Liste.',
  excluded_path_short: 'ausgeschlossener Pfad',
  excluded_path_title: '{count, plural, one {# Zugriff} other {# Zugriffe}} auf einen ausgeschlossenen Pfad',
  from: 'von',
  host_means: 'Wenn es ein eigener ist, gehört er zu den Hosts, die zählen.',
  host_short: 'Host nicht auf der Liste',
  host_title: '{count, plural, one {# Zugriff} other {# Zugriffe}} von einem Host, der nicht auf der Liste steht',
  latest: 'Die letzten, der neueste zuerst',
  latestOnly: 'nur die letzten {count, number}',
  malformed_means:
    'Stimmt der Schnipsel auf den Seiten mit dem hier gezeigten überein? Sendet sie ein eigenes Programm, so sagt die Liste, was daran falsch ist.',
  malformed_short: 'nicht verstanden',
  malformed_title: '{count, plural, one {# Zugriff} other {# Zugriffe}}, nicht zu verstehen',
  none: 'Seit dem Start des Servers wurde nichts abgewiesen.',
  notCounted: 'Zugriffe, die nicht gezählt wurden',
  notCountedYet:
    '{count, plural, one {# Zugriff wurde} other {# Zugriffe wurden}} seit dem Start des Servers nicht gezählt',
  page: 'Seite',
  prefetch_means:
    'Ein Browser hat die Seite im Voraus geladen, und niemand sah sie. Nichts zu tun: Sie zählt, sobald sie gezeigt wird.',
  prefetch_short: 'vorab geladen',
  prefetch_title: '{count, plural, one {# Zugriff} other {# Zugriffe}}, vorab geladen',
  referrer: 'Verweis',
  spam_means: 'Der Verweis ist für erfundene Besuche bekannt. Nichts zu tun, und dort nichts zu sehen.',
  spam_short: 'Verweis-Spam',
  spam_title: '{count, plural, one {# Zugriff} other {# Zugriffe}} mit dem Verweis eines Spammers',
  time: 'Zeit',
  too_many_means:
    'In einer Sekunde kamen mehr, als HITS_PER_SECOND_PER_SITE erlaubt. Sind es Leser, hilft ein höherer Wert in der Umgebung des Servers, nach einem Neustart.',
  too_many_short: 'zu viele',
  too_many_title: '{count, plural, one {# Zugriff} other {# Zugriffe}} über der Grenze',
  unknown_means: 'Diese Seite ist älter als der Server und kennt den Grund nicht. Neu laden hilft.',
  unknown_title: '{count, plural, one {# Zugriff} other {# Zugriffe}} aus dem Grund „{name}“',
  why: 'warum',
} satisfies Room<'rejected'>;
