// Einheiten, und Wörter für das, was keinen Namen hat.
import type { Room } from '../en.ts';

export default {
  console: 'Konsole',
  days: '{n, plural, one {# Tag} other {# Tage}}',
  desktop: 'Desktop',
  direct: 'direkt',
  hours: '{n, number} Std.',
  millions: '{n}M',
  minutes: '{n, number} min',
  other: 'anderes Gerät',
  phone: 'Handy',
  seconds: '{n, number} s',
  tablet: 'Tablet',
  thousands: '{n}k',
  tv: 'Fernseher',
  unknown: 'unbekannt',
  wearable: 'Wearable',
} satisfies Room<'format'>;
