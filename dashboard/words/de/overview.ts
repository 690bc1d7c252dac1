// Alle Websites auf einen Blick.
import type { LaterRoom } from '../en-later.ts';

export default {
  here: 'jetzt da',
  loading: '…',
  minutes: 'Die meisten gleichzeitig in jeder der letzten 30 Minuten: {numbers}.',
  notLive:
    '{live, number} von {all, number} Websites sind hier live, mehr trägt ein Strom nicht. Die geöffnete ist es immer.',
  notLiveHere: 'hier nicht live',
  title: 'Alle Websites',
  today: 'heute {n, plural, one {# Besucher} other {# Besucher}}',
  total: 'gerade {n, plural, one {# Besucher} other {# Besucher}} auf allen Websites',
  waiting: 'wartet auf den ersten Besucher',
} satisfies LaterRoom<'overview'>;
