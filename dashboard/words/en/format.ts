// Units, and words for what has no name.
export default {
  console: 'console',
  days: '{n, number} d',
  desktop: 'desktop',
  direct: 'direct',
  hours: '{n, number} h',
  millions: '{n}M',
  minutes: '{n, number} min',
  other: 'other',
  phone: 'phone',
  seconds: '{n, number} s',
  tablet: 'tablet',
  thousands: '{n}k',
  tv: 'TV',
  unknown: 'unknown',
  wearable: 'wearable',
} as const;
