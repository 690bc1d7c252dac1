// The search over pages, referrers and visitors.
export default {
  contains: 'pages with',
  found: 'What is found',
  hint: 'Pages and referrers of the range that is asked for, and visitors who are in the feed, by name. Arrow keys choose, enter takes.',
  label: 'Page, referrer or visitor',
  nothing: 'Nothing in this range contains that.',
  page: 'page',
  referrer: 'referrer',
  search: 'search',
  title: 'Search',
  visitor: 'visitor',
} as const;
