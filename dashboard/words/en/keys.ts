// The list of shortcuts.
export default {
  close: 'close',
  earlier: 'the time before, in the report',
  help: 'this list',
  later: 'the time after',
  next: 'the next site',
  previous: 'the site before',
  screen: 'the big screen',
  search: 'search pages, referrers and visitors',
  settings: 'settings of the site',
  site: 'back to the site’s numbers',
  sites: 'all sites',
  theme: 'system, light, dark',
  title: 'Shortcuts',
} as const;
