// The big screen.
export default {
  atMost: '30 min{count, plural, =0 {, nobody} other {, at most #}}',
  fullScreen: 'full screen',
  leave: 'Leave the big screen',
  live: 'live',
  minutes: '30 min',
  pages: 'Pages',
  rightNow: '<host></host><hidden>, right now</hidden>',
  waiting: 'waiting for the first visitor',
  window: 'window',
} as const;
