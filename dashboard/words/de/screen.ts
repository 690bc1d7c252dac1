// Der große Bildschirm.
import type { Room } from '../en.ts';

export default {
  atMost: '30 min{count, plural, =0 {, niemand} other {, höchstens #}}',
  fullScreen: 'Vollbild',
  leave: 'Den großen Bildschirm verlassen',
  live: 'live',
  minutes: '30 min',
  pages: 'Seiten',
  rightNow: '<host></host><hidden>, gerade jetzt</hidden>',
  waiting: 'noch niemand war hier',
  window: 'Fenster',
} satisfies Room<'screen'>;
