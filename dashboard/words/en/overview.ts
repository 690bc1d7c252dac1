// All sites at a glance.
export default {
  here: 'here now',
  loading: '…',
  minutes: 'Most visitors at once in each of the last 30 minutes: {numbers}.',
  notLive:
    '{live, number} of {all, number} sites are live here; a stream carries no more. Whichever is opened is live at once.',
  notLiveHere: 'not live here',
  title: 'All sites',
  today: '{n, plural, one {# visitor} other {# visitors}} today',
  total: '{n, plural, one {# visitor} other {# visitors}} on all sites right now',
  waiting: 'waiting for its first visitor',
} as const;
