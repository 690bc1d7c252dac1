// What the fields of replies mean, for the reference. Not in contract/browser.ts, whose every letter the dashboard would load; a test
// finds a field that has no words here, and the document is not made while words are about a field that is gone.
import type { z } from 'zod';
import * as contract from '../contract/browser.ts';
import { HereReply } from '../contract/here.ts';

interface ReplyWords {
  schema: z.core.$ZodType;
  /** What it is as a whole. */
  about: string;
  /** By path: `hits[].path`. */
  fields: { [path: string]: string };
}

const HOST = 'The site’s host.';
const MS = 'ms since 1970.';
const TOP = '`[value, visitors]`, at most ten, most first.';

const ORIGIN = {
  referrer: 'Origin and path; empty for a page of the site itself.',
  source: 'Who brought them, under the name people know.',
  campaign: '`utm_campaign`.',
  country: 'ISO 3166-1 alpha-2.',
  device: '`desktop`, `mobile`, `tablet`, `tv`, `console`, `wearable` or `other`.',
  browser: 'Its name.',
  os: 'Its name.',
};

/** By the name they have in the document. */
export const REPLIES: { readonly [id: string]: ReplyWords } = {
  Error: {
    schema: contract.ErrorReply,
    about: 'What every refusal looks like.',
    fields: {
      error: 'What is wrong.',
      'error.code': 'From a closed list, for programs.',
      'error.message': 'A sentence that says what to do, for people.',
      'error.field': 'The field at fault, such as `u` or `queries.0.metrics`.',
    },
  },
  Session: {
    schema: contract.SessionReply,
    about: 'Who is signed in.',
    fields: { email: 'Whose session it is.', simulated: 'This server shows made-up readers (`npm run demo`).' },
  },
  SiteRules: {
    schema: contract.SiteRules,
    about: 'What a site does not want counted, and whom it tells apart.',
    fields: {
      allowedHosts: 'Hosts whose hits count, without `www.`; none: all do.',
      excludedAddresses: 'Addresses and CIDR ranges whose hits do not count.',
      excludedPaths: 'Paths that do not count; `*` stands for anything, and a path without one means itself only.',
      excludedCountries: 'ISO 3166-1 alpha-2.',
      visitorIds: 'Who gets a visitor id: everyone, all but those who ask for privacy (GPC, DNT), or nobody.',
    },
  },
  Site: {
    schema: contract.Site,
    about: 'A site that is counted.',
    fields: {
      id: 'For life; never given again.',
      host: 'Its name everywhere: lower case, without `www.` and port.',
      timezone: 'IANA zone in which its days begin.',
      createdAt: MS,
      waiting: 'Nobody has been on it yet.',
      snippet: 'The script tag for its pages.',
      snippetWarning: '`plain_http`: pages over https would refuse to load the script.',
      tryUrl: 'A sample page that carries the snippet; on loopback addresses only.',
      rules: 'What of it does not count.',
      publicLive: 'Whether anybody may ask how many are here now.',
      publicPageviews: 'Whether anybody may ask how many views a page has had.',
      retentionDays:
        'Finished days that are older go by themselves. 0: none do; `null`: as `serverRetentionDays` says.',
      serverRetentionDays: 'What the server’s setting says, for sites that say nothing themselves; 0: none go.',
      widgets: 'Lines that show readers how many they are, while `publicLive`.',
      'widgets.badgeHtml': 'A picture, in HTML.',
      'widgets.badgeMarkdown': 'The same in Markdown.',
      'widgets.script': 'A line of text.',
      pageviewsUrl: 'Where to ask how many views `/post` has had; answers anybody while `publicPageviews`.',
    },
  },
  Sites: { schema: contract.SitesReply, about: 'All sites.', fields: { sites: 'By host.' } },
  Stored: {
    schema: contract.StoredReply,
    about: 'What removing the site would take away.',
    fields: { hits: 'How many are stored.', since: 'The first of them, ms since 1970; `null` of none.' },
  },
  Removed: {
    schema: contract.RemovedReply,
    about: 'The site is gone.',
    fields: { id: 'Under which `GET /api/removals` tells how much of it is still stored.' },
  },
  Removals: {
    schema: contract.RemovalsReply,
    about: 'Removed sites of which something is still stored.',
    fields: {
      removals: 'One that is not among them has left nothing.',
      'removals[].id': 'Which the site had.',
      'removals[].hits': 'How many there were; `null` while they are counted.',
      'removals[].gone': 'How many of them are gone.',
    },
  },
  DeletionCount: {
    schema: contract.DeletionCountReply,
    about: 'What a deletion would take away.',
    fields: { hits: 'How many are stored.', pages: 'How many pages the path means; `null` without one.' },
  },
  DeletionBegun: {
    schema: contract.DeletionReply,
    about: 'The deletion is under way.',
    fields: { id: 'Under which `GET /api/sites/:site/deletions` tells how far it has come.' },
  },
  Deletions: {
    schema: contract.DeletionsReply,
    about: 'Deletions of a site that are not done.',
    fields: {
      deletions: 'One that is not among them has left nothing of what was meant.',
      'deletions[].id': 'Never given again.',
      'deletions[].reason': '`owner`, or `retention`: days that are too old go by themselves.',
      'deletions[].path': 'Of which pages; `null`: of all of them, or only the log of writes is left to be folded in.',
      'deletions[].range': '`[from, until)` in ms since 1970; `null`: without a beginning, without an end.',
      'deletions[].begunAt': MS,
      'deletions[].hits':
        'How many there were when it began, or when the server started since; `null` while they are counted.',
      'deletions[].gone': 'How many of them are gone.',
    },
  },
  AllStorage: {
    schema: contract.AllStorageReply,
    about: 'How much is stored of all sites, and where.',
    fields: {
      sites: 'The largest first.',
      'sites[].site': HOST,
      'sites[].hits': 'How many are stored.',
      'sites[].rows': 'About what they and what belongs to them take, in bytes.',
      'sites[].segments': 'What its finished days take as columns, a copy of the rows, in bytes.',
      file: 'The database.',
      'file.bytes': 'How large it is.',
      'file.unused': 'Room in it that deleted rows have left.',
      disk: 'On which it lies.',
      'disk.free': 'Bytes that are free; `null` where the system does not say.',
    },
  },
  Backups: {
    schema: contract.BackupsReply,
    about: 'Which backups there are.',
    fields: {
      folder: 'Where they are, on the server.',
      backups: 'Newest first.',
      'backups[].name': 'Of its folder.',
      'backups[].kind': '`headcount`: made daily or by hand; `before-migration-…`: before an update.',
      'backups[].at': `When it was begun, ${MS}`,
      'backups[].bytes': 'Of its database.',
      'backups[].hits': 'How many are in it.',
      underWay: 'The one that is being made; `null`: none is.',
      'underWay.begunAt': MS,
      'underWay.step': 'What is being done, in words.',
      failure: 'Why the last one that was tried failed; `null`: it did not.',
    },
  },
  Server: {
    schema: contract.ServerReply,
    about: 'What is running.',
    fields: { version: 'Of the program.', startedAt: `Since when, ${MS}` },
  },
  Sessions: {
    schema: contract.SessionsReply,
    about: 'Where somebody is signed in.',
    fields: {
      sessions: 'The latest used first.',
      'sessions[].createdAt': `When it was begun, ${MS}`,
      'sessions[].seenAt': `When it was used, within the hour, ${MS}`,
      'sessions[].isThis': 'Whether it is the one that asks.',
    },
  },
  ScriptLoads: {
    schema: contract.ScriptReply,
    about: 'Which pages have fetched the script.',
    fields: {
      since: `The server’s start, ${MS}`,
      loadedAt: 'When a page of the site last did, ms since 1970; `null`: none has.',
      elsewhere: 'Pages of other hosts, newest first.',
      'elsewhere[].host': 'Empty where the browser did not say.',
      'elsewhere[].t': MS,
    },
  },
  Storage: {
    schema: contract.StorageReply,
    about: 'How much is stored of a site, and where.',
    fields: {
      t: `As of when, ${MS}`,
      hits: 'How many are stored.',
      since: 'The first of them, ms since 1970; `null` of none.',
      rows: 'The hits and what belongs to them.',
      'rows.bytes': 'What they take on disk.',
      'rows.estimated': 'From some of them.',
      segments: 'Its finished days as columns, a copy of the rows.',
      'segments.bytes': 'What they take on disk.',
      file: 'The database, of all sites.',
      'file.bytes': 'How large it is.',
      'file.unused': 'Room in it that deleted rows have left.',
      disk: 'On which it lies.',
      'disk.free': 'Bytes; `null` where the system does not say.',
    },
  },
  Goal: {
    schema: contract.Goal,
    about: 'What a site’s owner hopes for: pageviews of a page, or an event, under a name.',
    fields: {
      id: 'For life; never given again.',
      name: 'The site’s only goal of this name.',
      page: 'A path, in which `*` stands for anything; `null`: it is an event.',
      event: 'Its name; `null`: it is a page.',
      property: 'Which the event must have; `null`: none.',
      'property.key': 'Its name.',
      'property.value': 'As text.',
    },
  },
  Goals: { schema: contract.GoalsReply, about: 'The goals of a site.', fields: { goals: 'By name.' } },
  LiveState: {
    schema: contract.LiveState,
    about:
      'The complete live state of one site. `visitors` = `reading` + `idle` + `inferred`. `pages` counts a visitor once per distinct visible page, every other list once per visitor, by the first hit of the visit.',
    fields: {
      site: HOST,
      seq: 'Grows with every state of this site; starts anew when the server does.',
      t: 'Server time, ms since 1970.',
      visitors: 'Visitors with a page visible now.',
      tabs: 'Visible pages.',
      reading: 'With input since the last beat.',
      idle: 'Without.',
      inferred: 'Believed to be here for five minutes, since nothing tells: pixel and hits of servers.',
      warm: 'False for the first seconds of a server’s life, while pages that are open say so again.',
      waiting: 'Nobody has been on the site yet.',
      pages: TOP,
      referrers: TOP,
      sources: TOP,
      countries: `ISO 3166-1 alpha-2. ${TOP}`,
      devices: TOP,
      campaigns: `\`utm_campaign\`. ${TOP}`,
      totals:
        'How many values a list has in all; only of those that have more than stand here (`…/live/rows` tells them).',
      'totals.pages': 'In all.',
      'totals.referrers': 'In all.',
      'totals.sources': 'In all.',
      'totals.countries': 'In all.',
      'totals.devices': 'In all.',
      'totals.campaigns': 'In all.',
      titles: 'Of each of `pages` the title that was seen last.',
      filters: 'By which it was asked; absent when it is about everybody.',
      minutes:
        'Most visitors in each of the last 30 minutes, the running one last. Fewer with filters: since somebody looks.',
      peak: 'Today’s greatest number, by the site’s own calendar; `null`: nobody yet.',
      'peak.visitors': 'How many there were.',
      'peak.at': `When its minute began, ${MS}`,
      yesterday: 'The same 30 minutes of yesterday.',
      rejected: 'Hits that were not counted since the server started.',
    },
  },
  LiveRows: {
    schema: contract.LiveRows,
    about: 'Rows of one list of a live state, counted and ordered as there.',
    fields: {
      t: `Server time, ${MS}`,
      rows: '`[value, visitors]`, most first.',
      total: 'How many rows the list has.',
      titles: 'Of pages, in the order of `rows`: the title that was seen last.',
    },
  },
  Ping: { schema: contract.Ping, about: 'After 15 s without a frame.', fields: { t: `Server time, ${MS}` } },
  Bye: {
    schema: contract.Bye,
    about: 'Before an orderly end: come back later. Over a limit of streams it is all that is said.',
    fields: {
      reason: 'Why it ends.',
      retryMs: 'After how long to come back.',
      message: 'A sentence for the person at the screen.',
    },
  },
  Gone: { schema: contract.Gone, about: 'There is no such site (any more).', fields: { site: HOST } },
  UnregisteredHosts: {
    schema: contract.UnregisteredHosts,
    about: 'Hosts that send hits but are no site here.',
    fields: {
      hosts: 'Newest first, at most ten.',
      'hosts[].host': 'As they call themselves.',
      'hosts[].hits': 'How many came.',
      'hosts[].t': `The last one, ${MS}`,
    },
  },
  Notices: {
    schema: contract.Notices,
    about: 'What whoever runs the server should know or mend.',
    fields: {
      notices: 'Most urgent first.',
      'notices[].code':
        '`disk_full`, `untrusted_forwarded`, `one_address`, `declared_address`, `no_forwarded_for`, `many_values`; others may follow.',
      'notices[].text': 'What happened and what to do.',
      'notices[].setting': 'The line for the server’s environment.',
      'notices[].peer': 'Of a proxy: the address that it is about.',
      'notices[].proxySetting': 'The line for the proxy in front.',
      'notices[].site': 'Of which site.',
      'notices[].dimension': 'Of which dimension.',
    },
  },
  FeedHit: {
    schema: contract.FeedHit,
    about: 'One counted hit in the feed.',
    fields: {
      n: 'One counter of the server’s process, over all sites.',
      t: MS,
      kind: 'A pageview, or an event of the page.',
      visitor: '16 hexadecimal digits that end with the site’s day.',
      linked: 'False: of somebody who is not to be told apart; `visitor` is then the page.',
      isNew: 'Whoever this is was not on the site the moment before.',
      host: 'Of the page.',
      path: 'Of the page.',
      title: 'Of the page.',
      ...ORIGIN,
      event: 'Its name.',
      visit: 'What brought the visitor at the start of this visit; only where the hit itself says something else.',
      'visit.referrer': ORIGIN.referrer,
      'visit.source': ORIGIN.source,
      'visit.campaign': ORIGIN.campaign,
    },
  },
  Hits: {
    schema: contract.Hits,
    about:
      'A log, not a state, and the only frame with an id (`<boot>.<through>`): every hit of the site above `after`, up to `through`.',
    fields: {
      site: HOST,
      boot: 'Another one for each process, whose numbers begin anew.',
      after: 'Whoever has had less has missed some.',
      through: 'The last number that this frame speaks for.',
      hits: 'Oldest first.',
    },
  },
  Trail: {
    schema: contract.TrailReply,
    about: 'The visit that a visitor is on, or was on last within 24 hours.',
    fields: {
      visitor: '16 hexadecimal digits.',
      linked: 'False: this is one page of somebody who is not to be told apart.',
      ...ORIGIN,
      hits: 'Oldest first; the latest 500 of them at most.',
      'hits[].t': MS,
      'hits[].kind': 'A pageview, or an event of the page.',
      'hits[].host': 'Of the page.',
      'hits[].path': 'Of the page.',
      'hits[].title': 'Of the page.',
      'hits[].event': 'Its name.',
      'hits[].props': 'An event’s properties.',
      'hits[].engagedMs': 'How long a page was read; `null` while that is not known.',
      'hits[].scrollDepth': 'How far it was read, in percent; `null` while that is not known.',
      more: 'There were earlier hits.',
    },
  },
  Report: {
    schema: contract.ReportReply,
    about: 'The answer to a report: one entry per query, in order.',
    fields: {
      range: 'The instants `[from, to)` that the question meant, ms since 1970.',
      compared: 'Those of what it is compared with.',
      answers: 'As the queries stand.',
      'answers[].rows': 'In the order asked for.',
      'answers[].rows[].dimensions':
        'As the query named them. Times are ISO: instants with their offset, at which that minute or hour of the site’s clock begins; dates of days, and of weeks’ Mondays; months as `2026-11`.',
      'answers[].rows[].metrics': 'As the query named them; `null` where there is nothing to divide by.',
      'answers[].rows[].previous': 'The same in the compared range; of a time, of the one in the same place.',
      'answers[].totals': 'Of all that was chosen, whatever the dimensions.',
      'answers[].previousTotals': 'The same in the compared range.',
      'answers[].more': 'There are rows after these.',
    },
  },
  StoredHits: {
    schema: contract.HitsReply,
    about: 'Single hits, newest first; those of the same instant in no order that means anything.',
    fields: {
      range: 'The instants `[from, to)` that the question meant, ms since 1970.',
      hits: 'Newest first.',
      'hits[].t': MS,
      'hits[].kind': 'A pageview, or an event of the page.',
      'hits[].linked': 'False: of somebody who is not to be told apart.',
      'hits[].visitor':
        'Whose it is: when the site’s day began and a number within it, which a filter `visitor` takes. Empty of who is not to be told apart.',
      'hits[].page': 'Its path.',
      'hits[].event': 'Its name.',
      'hits[].props': 'An event’s properties.',
      'hits[].engagedMs': 'How long a page was read; `null` while that is not known.',
      'hits[].scrollDepth': 'How far it was read, in percent; `null` while that is not known.',
      'hits[].visit': 'What is known of the visit, by the names of its dimensions.',
      more: 'There are hits after these.',
    },
  },
  Pageviews: {
    schema: contract.PageviewsReply,
    about: 'How many views a page has had.',
    fields: { pageviews: 'Of all time.' },
  },
  Rejected: {
    schema: contract.RejectedReply,
    about: 'The answer to “why do I see nothing?”: hits that were not counted, in memory since the server’s start.',
    fields: {
      total: 'All of them.',
      since: `Since when, ${MS}`,
      counts: '`[reason, hits]`, most first.',
      last: 'The last 200 at most, newest first.',
      'last[].t': MS,
      'last[].kind': 'As the hit says.',
      'last[].reason': 'Why it was not counted.',
      'last[].detail': 'Which rule, field or sort of bot.',
      'last[].host': 'Of the page.',
      'last[].path': 'Of the page.',
      'last[].referrer': ORIGIN.referrer,
    },
  },
  Here: {
    schema: HereReply,
    about: 'How many read now, as a site’s own readers may know it.',
    fields: {
      site: HOST,
      path: 'When one page was asked for.',
      readers: 'Visitors with a page visible now; `null`: fewer than three, which is all that is ever told of so few.',
      text: 'The same in words.',
    },
  },
};
