// The latest hits, and a visitor's trail.
export default {
  arrived: '{who} arrived at {page}, {source}',
  bold: 'bold: has just arrived',
  campaign: 'campaign',
  country: 'country',
  events: '{count, plural, one {# event} other {# events}}',
  eventOn: '<event></event> on <page></page>',
  from: 'from',
  fromSource: 'from {source}',
  latest: 'Latest hits',
  latestOnly: 'the latest {what}',
  linkOn: 'link on',
  longer: 'What they did before is not shown.',
  made: 'The name is made up, from an id that ends with the site’s day. Who this is, nobody here knows.',
  // Names for visitors: one of the first and one of the second, which in all languages are words that nobody is called by.
  name: '{first} {second}',
  nameFirsts:
    'agile autumn brisk calm clear cosy dewy early faint gentle hazy hidden jolly keen lucid lively lunar mellow misty nimble polar placid quick quiet rapid rustic silent sunlit solar steady tidal upbeat',
  nameSeconds:
    'alder anchor arrow badger beacon birch boulder brook candle canyon cedar comet compass curlew delta ember falcon fern fjord glacier harbour heron juniper kettle lantern maple meadow meteor nettle orbit otter pebble pelican pepper pigeon plover prairie quarry quartz raven reef ridge rocket saddle sextant shutter sparrow spruce squirrel starling summit teapot thistle timber tundra turbine valley velvet walnut warbler willow window wren zephyr',
  newOnes: '{count, number} new',
  newestFirst: 'Latest hits, newest first',
  none: 'No hits since the server’s start, or for a day. The next one shows here at once.',
  notLinked: 'not linked',
  pages: '{count, plural, one {# page} other {# pages}}',
  read: 'read for {age}',
  readAsFar: 'read for {age}, {depth} of the page',
  showVisit: ', show this visit',
  softwareOn: '{browser} on {os}',
  somebody: 'somebody',
  thisVisit: 'This visit: {what}',
  unlinked:
    'Whoever this is asked not to be told apart, or the site asks for that: this one page is all that belongs together.',
  with: 'with',
  within: '{what} in {age}',
} as const;
