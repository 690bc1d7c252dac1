// Die ersten Schritte: eine Website nennen, den Schnipsel einfügen, auf den ersten Besucher warten.
import type { LaterRoom } from '../en-later.ts';

export default {
  addIt: 'hinzufügen?',
  addSite: 'Website hinzufügen',
  addTheSite: 'Website hinzufügen',
  address: 'Adresse der Website',
  addressHint: 'example.com, oder irgendein Link dorthin',
  checkBlocked:
    'Eine Seite von {host} hat das Skript um {time} geholt, aber kein Zugriff folgte. Sie zur Probe in einem privaten Fenster ohne Inhaltsblocker öffnen; eine strenge Content-Security-Policy der Website braucht diesen Server in script-src und connect-src.',
  checkBlockedShort: 'Das Skript läuft, seine Zugriffe kommen nicht an',
  checkDropped: 'Zugriffe kommen an und zählen nicht: Die Gründe stehen unten, jeder mit dem, was zu tun ist.',
  checkDroppedShort: 'Zugriffe kommen an, zählen aber nicht',
  checkElsewhere:
    'Eine Seite von {host} hat das Skript um {time} geholt. Dort wird nichts gezählt: Auf der eigenen Maschine schweigt es. Die Seite veröffentlichen, oder zum Ausprobieren <code>data-local</code> in den Schnipsel setzen.',
  checkElsewhereShort: 'Eine Seite anderswo hat das Skript geholt',
  checkNone:
    'Kein einziges Mal seit dem Start des Servers, {time}. Steht es im Quelltext der Seite (Strg+U)? Wenn nicht, ist die Änderung nicht veröffentlicht oder kommt aus einem Zwischenspeicher; wenn doch, ist die Adresse dieses Servers von dort vielleicht nicht zu erreichen.',
  checkNoneShort: 'Noch hat keine Seite das Skript geholt',
  checkOffline: 'Diese Seite hat den Server verloren und kann von keinem Besucher hören. Es geht von selbst weiter.',
  checkOfflineShort: 'Der Server antwortet nicht',
  checkProxy:
    'Zugriffe kommen durch einen Proxy, der nicht angegeben ist oder die Adressen der Leser für sich behält. Die Zeile dagegen steht oben auf dieser Seite.',
  checkProxyShort: 'Ein Proxy steht dazwischen',
  checkTitle: 'Niemand kommt? Was der Server sieht',
  checkUnknown:
    'Eine Seite, deren Browser nicht sagt, wo sie ist, hat das Skript um {time} geholt, aber es kam kein Zugriff für {host}.',
  checkUnknownShort: 'Jemand hat das Skript geholt',
  checkUnregistered:
    'Seiten senden Zugriffe für {hosts}; eine Website dieses Namens gibt es hier nicht. Unten wird sie mit einem Klick hinzugefügt, oder {host} umbenannt.',
  checkUnregisteredShort: 'Zugriffe kommen für einen Host, der hier keine Website ist',
  copy: 'den Schnipsel kopieren',
  firstTitle: 'Wie heißt die Website?',
  mistyped: 'Vertippt? Die Website berichtigen',
  openPage: 'Eine Seite davon öffnen',
  openPageText:
    'Zum Beispiel <link>{host}</link>. Beim ersten Zugriff wird diese Seite zum Dashboard; nichts ist neu zu laden.',
  paste: 'Dies in den Kopf jeder Seite von {host} einfügen',
  platform: 'Womit die Website gemacht ist',
  plainHttp:
    '<b>Dieser Server spricht einfaches http.</b> Eine Seite auf https wird das Skript nicht laden: Browser verbieten es. Es geht bei Seiten auf http; für alle anderen gehört headcount hinter https.',
  rename: '{site} so umbenennen',
  snippet: 'Schnipsel',
  unregistered: 'Zugriffe von anderswo',
  unregisteredCount: '<bdi>{host}</bdi>, {n, plural, one {# Zugriff} other {# Zugriffe}}',
  unregisteredText: 'Dort steht der Schnipsel, aber hier gibt es keine solche Website; nichts davon wird gezählt.',
  sampleHint:
    ', die den Schnipsel trägt. Sie öffnet sich in einem kleinen eigenen Fenster: Es muss neben diesem sichtbar bleiben, denn eine verdeckte Seite ist kein Leser und wird nicht gezählt.',
  sampleLink: 'Eine Probeseite öffnen',
  sampleQuestion: 'Kein Blog zur Hand?',
  settings: 'Einstellungen von {host}',
  waiting: 'Warten auf den ersten Besucher',
  whereAstro:
    'In den <code>head</code> des Layouts, das alle Seiten teilen, etwa <code>src/layouts/Layout.astro</code>.',
  whereGhost: 'Ghost Admin: Einstellungen → Code injection → Site header. Speichern.',
  whereGtm:
    'Ein neuer Tag der Art „Benutzerdefiniertes HTML“, Trigger „All Pages“; dann veröffentlichen. Tag Manager wirft Attribute weg, die er nicht kennt, deshalb machen ein paar Zeilen das Element. Viele Inhaltsblocker sperren Tag Manager und alles, was er lädt: Direkt in der Seite werden mehr Leser gezählt.',
  whereHtml: 'Vor <code>{close}</code> in jede Seite, oder in die Vorlage, die alle Seiten teilen.',
  whereHugo:
    'In die Vorlage mit dem <code>head</code>: Die meisten Themes haben <code>layouts/partials/head.html</code> oder nehmen eine eigene Datei wie <code>extend_head.html</code>. Sie zuerst aus dem Theme in die eigenen <code>layouts</code> kopieren.',
  whereNext:
    'In das Wurzel-Layout, <code>app/layout.tsx</code>. Jeder Schritt zwischen Seiten wird von selbst gezählt.',
  whereVue:
    'In den <code>head</code> von <code>index.html</code>. Jeder Schritt von vue-router wird von selbst gezählt. Mit Nuxt: dasselbe als Eintrag von <code>app.head.script</code> in <code>nuxt.config.ts</code>.',
  whereWordPress:
    'Ans Ende von <code>functions.php</code> eines Child-Themes; oder die einfache Zeile von „HTML“ über ein Plugin für Code im Kopf, etwa WPCode.',
  zone: 'Ihre Tage beginnen um Mitternacht in {zone}, wo dieser Browser sich befindet. Das lässt sich später ändern.',
} satisfies LaterRoom<'start'>;
