// What the server tells the dashboard, as the dashboard parses it. zod/mini, because classic zod would add 20 kB or more
// to the page. Whoever reads these ignores unknown keys, so that a newer server never breaks an open dashboard.
import * as z from 'zod/mini';

const count = z.int().check(z.nonnegative());
/** `[value, number]`, most first, ties by value; at most ten of them in a state. */
const ranking = z.array(z.tuple([z.string(), count]));

/** By what the live view can be filtered: the lists of a state, under the names that reports use. */
export const LIVE_DIMENSIONS = ['page', 'referrer', 'source', 'country', 'device', 'utm_campaign'] as const;
export type LiveDimension = (typeof LIVE_DIMENSIONS)[number];

/**
 * Who of those who are live: `["is", "country", ["AT", "DE"]]`, any of the values; `""` is who has none. Of several filters all
 * must hold.
 */
export const LiveFilter = z.tuple([z.literal('is'), z.enum(LIVE_DIMENSIONS), z.array(z.string())]);
export type LiveFilter = z.infer<typeof LiveFilter>;

const MAX_PATH = 2_048;

/**
 * The one form in which a page's path is kept: `%c3%bc` and `%C3%BC` are the same (RFC 3986, 6.2.2.1). `pathname` as URL writes it;
 * cut at 2,048 characters.
 */
export function keptPath(pathname: string): string {
  const path = pathname.includes('%') ? pathname.replace(/%[\da-f]{2}/gi, (code) => code.toUpperCase()) : pathname;
  return path.slice(0, MAX_PATH);
}

/** The same of a path that somebody typed, percent-encoded or not. What begins with no slash is no path, and stays. */
export const typedPath = (path: string) =>
  path.startsWith('/') ? keptPath(new URL(`http://site${path}`).pathname) : path;

/** The same text for filters that mean the same, whatever their order; what JSON.parse makes of it are such filters. '' of none. */
export function liveFilterKey(filters: readonly LiveFilter[]): string {
  if (filters.length === 0) return '';
  const each = filters.map(([operator, dimension, values]) =>
    JSON.stringify([operator, dimension, [...new Set(values)].sort()]),
  );
  return `[${[...new Set(each)].sort().join()}]`;
}

/**
 * The complete live state of one site, as every stream frame carries it: state, not history, so losing one is harmless.
 * `visitors` = `reading` + `idle` + `inferred`; `tabs` counts leases; `pages` counts a visitor once per distinct visible
 * page, every other list once per visitor, by the first hit of the visit. With `filters` all of it is about the visitors for
 * whom they hold.
 */
export const LiveState = z.object({
  /** The site's host. */
  site: z.string(),
  /** Grows with every state of this site; starts anew when the server does. */
  seq: count,
  /** Server time, ms since 1970. For showing an age only. */
  t: count,
  visitors: count,
  tabs: count,
  reading: count,
  idle: count,
  inferred: count,
  /** False for the first seconds of a server's life, while pages that are open re-announce themselves. */
  warm: z.boolean(),
  /** True until somebody is on the site for the first time: its first stored hit, or a beat of a page that is open already. */
  waiting: z.boolean(),
  pages: ranking,
  referrers: ranking,
  /** Who brought them, under the name people know; '' for those who came by themselves. */
  sources: ranking,
  /** ISO 3166-1 alpha-2; '' when unknown. */
  countries: ranking,
  /** `desktop`, `mobile`, `tablet`, `tv`, `console`, `wearable`, `other`. */
  devices: ranking,
  /** utm_campaign. */
  campaigns: ranking,
  /** How many values a list has in all; only of those that have more than is shown here (`LiveRows` is the rest). */
  totals: z.optional(
    z.object({
      pages: z.optional(count),
      referrers: z.optional(count),
      sources: z.optional(count),
      countries: z.optional(count),
      devices: z.optional(count),
      campaigns: z.optional(count),
    }),
  ),
  /** Of each of `pages` the title that was seen last, '' when none was. */
  titles: z.optional(z.array(z.string())),
  /** As `liveFilterKey` orders them; absent when the state is about everybody. */
  filters: z.optional(z.array(LiveFilter)),
  /**
   * The greatest number of visitors in each of the last 30 minutes, the running minute last. Fewer with `filters`: since when
   * somebody has looked that way.
   */
  minutes: z.array(count),
  /** Today's greatest number, by the site's own calendar, and when its minute began (ms since 1970); null: nobody yet. */
  peak: z.optional(z.nullable(z.object({ visitors: count, at: count }))),
  /** The same 30 minutes of the site's clock yesterday; 0 also where nothing is known. */
  yesterday: z.optional(z.array(count)),
  /** Hits that were not counted since the server started; `GET /api/sites/:site/rejected` says which and why. */
  rejected: count,
});
export type LiveState = z.infer<typeof LiveState>;

/** Some rows of one of a state's lists, counted and ordered as there; of the first thousand, which is where a list ends. */
export const LiveRows = z.object({
  /** Server time, ms since 1970. */
  t: count,
  rows: ranking,
  /** How many values the list would have without that end. */
  total: count,
  /** Of pages, in the order of `rows`: the title that was seen last, '' when none was. */
  titles: z.optional(z.array(z.string())),
});
export type LiveRows = z.infer<typeof LiveRows>;

/** Sent after 15 s without a frame, so that the dashboard can tell a quiet stream from a dead one. */
export const Ping = z.object({ t: count });
export type Ping = z.infer<typeof Ping>;

/**
 * Said before an orderly close: come back after `retryMs`. Over a limit of streams (`too_many_streams`) it is all that is said:
 * an EventSource cannot read an error's body. `message` is a sentence for the person at the screen.
 */
export const Bye = z.object({
  reason: z.enum(['restart', 'lifetime', 'signed_out', 'site_removed', 'too_many_streams']),
  retryMs: count,
  message: z.optional(z.string()),
});
export type Bye = z.infer<typeof Bye>;

/**
 * There is no such site (any more): no further frame is about it. A stream that is about nothing else says bye (`site_removed`);
 * others go on.
 */
export const Gone = z.object({ site: z.string() });
export type Gone = z.infer<typeof Gone>;

/** Hosts that send hits but are not registered as a site; newest first, at most ten. Told at the start of every stream. */
export const UnregisteredHosts = z.object({
  hosts: z.array(z.object({ host: z.string(), hits: count, t: count })),
});
export type UnregisteredHosts = z.infer<typeof UnregisteredHosts>;

/** What whoever runs the server should know or mend; told at the start of every stream and whenever it changes. */
export const Notices = z.object({
  notices: z.array(
    z.object({
      /**
       * `disk_full`: hits are refused until there is space · `untrusted_forwarded`, `one_address`: a proxy is not declared,
       * `setting` is the line that declares it · `declared_address`: one is, but may be its readers' own · with
       * it and with `no_forwarded_for`: one sends no addresses, `proxySetting` is the line by which nginx does · `many_values`: `site` has had more distinct values of `dimension` today, or
       * right after a restart, than are kept apart, those beyond count as `(other)` · `backup_failed`. Others may follow.
       */
      code: z.string(),
      /** What happened and what to do, in a sentence. */
      text: z.string(),
      /** The exact line for the server's environment. */
      setting: z.optional(z.string()),
      /** The exact line for the settings of the proxy in front. */
      proxySetting: z.optional(z.string()),
      /** The address that it is about. */
      peer: z.optional(z.string()),
      site: z.optional(z.string()),
      dimension: z.optional(z.string()),
    }),
  ),
});
export type Notices = z.infer<typeof Notices>;

/** What brought a visitor, and what they read with. */
const origin = {
  /** Origin and path; '' for a page of the site itself. */
  referrer: z.string(),
  source: z.string(),
  campaign: z.string(),
  country: z.string(),
  device: z.string(),
  browser: z.string(),
  os: z.string(),
};

/**
 * One counted hit in the feed. What is not known is ''. There is nothing in it by which anybody could be found again: the visitor's
 * id ends with the day.
 */
export const FeedHit = z.object({
  /** One counter of the server's process, over all sites. */
  n: count,
  /** ms since 1970. */
  t: count,
  kind: z.enum(['view', 'event']),
  /** 16 hexadecimal digits; of somebody who is not to be told apart it is the page instance, and `linked` is false. */
  visitor: z.string(),
  linked: z.boolean(),
  /** Whoever this is was not on the site the moment before. */
  isNew: z.boolean(),
  host: z.string(),
  path: z.string(),
  title: z.string(),
  ...origin,
  /** An event's name. Its properties stand in the visitor's trail only. */
  event: z.string(),
  /** What brought the visitor at the start of this visit, by which the lists count them; only where the hit itself says something else. */
  visit: z.optional(z.object({ referrer: z.string(), source: z.string(), campaign: z.string() })),
});
export type FeedHit = z.infer<typeof FeedHit>;

/**
 * The frame `hits` of a stream that was asked for `feed=<site>`, the only one with an id: `<boot>.<through>`. A log, not a state:
 * every hit of the site with a number above `after`, up to `through`, oldest first. Whoever has had less than `after` has missed some;
 * whoever has had more drops what is not new. `boot` is another one for each process, whose numbers begin anew.
 */
export const Hits = z.object({
  site: z.string(),
  boot: z.string(),
  after: count,
  through: count,
  hits: z.array(FeedHit),
});
export type Hits = z.infer<typeof Hits>;

/**
 * `GET /api/sites/:site/visitors/:visitor`: the visit that this visitor is on, or was on last within 24 hours. A visit ends with half an
 * hour without a hit. What is not known is ''.
 */
export const TrailReply = z.object({
  visitor: z.string(),
  /** False: this is one page of somebody who is not to be told apart. */
  linked: z.boolean(),
  /** Of the first view that is told. */
  ...origin,
  /** Oldest first; the latest 500 of them at most. */
  hits: z.array(
    z.object({
      /** ms since 1970. */
      t: count,
      kind: z.enum(['view', 'event']),
      host: z.string(),
      path: z.string(),
      title: z.string(),
      event: z.string(),
      /** An event's properties. */
      props: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
      /** How long and how far (percent of the page) a view's page was read; null while that is not known. */
      engagedMs: z.nullable(count),
      scrollDepth: z.nullable(count),
    }),
  ),
  /** There were earlier hits. */
  more: z.boolean(),
});
export type TrailReply = z.infer<typeof TrailReply>;

/**
 * Why a hit was not counted. `malformed` ones were answered 400, `too_many` 429; the others 202, with the reason in the
 * header `x-headcount-dropped`. `other`: a reason that this dashboard does not know yet.
 */
export const REJECTION_REASONS = [
  ...(['bot', 'prefetch', 'spam', 'host', 'excluded_address', 'excluded_path', 'excluded_country'] as const),
  ...(['malformed', 'too_many'] as const),
] as const;
export type RejectionReason = (typeof REJECTION_REASONS)[number];

/** How a bot was known, as `detail` of a hit says it. */
export const BOT_DETAILS = { driven: 'a program drives the browser', named: 'its user agent is a bot’s' } as const;

/** `GET /api/sites/:site/rejected`: the answer to "why do I see nothing?". In memory since the server's start. */
export const RejectedReply = z.object({
  total: count,
  /** Since when it is counted, ms since 1970. */
  since: count,
  /** Most first. */
  counts: z.array(z.tuple([z.string(), count])),
  /** The last 200 at most, newest first. */
  last: z.array(
    z.object({
      t: count,
      kind: z.string(),
      reason: z.string(),
      /** Which rule, field or sort of bot; may be empty. */
      detail: z.string(),
      host: z.string(),
      path: z.string(),
      referrer: z.string(),
    }),
  ),
});
export type RejectedReply = z.infer<typeof RejectedReply>;

/** `GET /api/sites/:site/script`: which pages have fetched the script since the server's start. Times in ms since 1970. */
export const ScriptReply = z.object({
  since: count,
  /** When one of the site's own last did; null: none has. */
  loadedAt: z.nullable(count),
  /** Pages of other hosts, newest first; '' where the browser did not say. */
  elsewhere: z.array(z.object({ host: z.string(), t: count })),
});
export type ScriptReply = z.infer<typeof ScriptReply>;

/** What a site does not want counted, and whom it tells apart. */
export const SiteRules = z.object({
  /** Hosts whose hits count, without www.; empty: any. */
  allowedHosts: z.array(z.string()),
  /** Addresses and CIDR ranges whose hits do not count. */
  excludedAddresses: z.array(z.string()),
  /** Paths that do not count; `*` stands for anything. */
  excludedPaths: z.array(z.string()),
  /** ISO 3166-1 alpha-2. */
  excludedCountries: z.array(z.string()),
  /** Who gets a visitor id: everyone, all but those who ask for privacy (GPC, DNT), or nobody. */
  visitorIds: z.enum(['always', 'unless_refused', 'never']),
});
export type SiteRules = z.infer<typeof SiteRules>;

export const Site = z.object({
  id: count,
  host: z.string(),
  /** IANA time zone in which the site's days begin. */
  timezone: z.string(),
  /** ms since 1970. */
  createdAt: count,
  /** True until somebody is on the site for the first time: its first stored hit, or a beat of a page that is open already. */
  waiting: z.boolean(),
  /** The script tag to paste into the blog's pages. */
  snippet: z.string(),
  /** What the owner should know before pasting it, or null. `plain_http`: https pages will refuse to load the script. */
  snippetWarning: z.nullable(z.enum(['plain_http'])),
  /** A sample page that carries the snippet, offered on loopback addresses only; else null. */
  tryUrl: z.nullable(z.string()),
  rules: SiteRules,
  /** Whether anybody may ask how many are here now: the widgets for the site's own readers. */
  publicLive: z.boolean(),
  /** Whether anybody may ask how many views a page has had. */
  publicPageviews: z.boolean(),
  /** Finished days that are older go by themselves; 0: none do. Null: as the server's setting says, which is `serverRetentionDays`. */
  retentionDays: z.nullable(count),
  serverRetentionDays: count,
  /** What to paste where the readers are to see it; works only while `publicLive`. */
  widgets: z.object({ badgeHtml: z.string(), badgeMarkdown: z.string(), script: z.string() }),
  /** Where to ask how many views a page has had, of the page /post; answers anybody only while `publicPageviews`. */
  pageviewsUrl: z.string(),
});
export type Site = z.infer<typeof Site>;

export const SitesReply = z.object({ sites: z.array(Site) });
export type SitesReply = z.infer<typeof SitesReply>;

/** `GET /api/sites/:site/stored`: what its removal would take away. `since`: the first of the hits, ms since 1970; null: none. */
export const StoredReply = z.object({ hits: count, since: z.nullable(count) });
export type StoredReply = z.infer<typeof StoredReply>;

/** `DELETE /api/sites/:site`: it is gone; `id`, which it had, stands for what is still stored of it. */
export const RemovedReply = z.object({ id: count });
export type RemovedReply = z.infer<typeof RemovedReply>;

/** `GET /api/removals`: removed sites of which something is still stored. One that is not among them has left nothing. */
export const RemovalsReply = z.object({
  removals: z.array(
    z.object({
      id: count,
      /** Hits that there were when it began, or when the server started since; null while they are counted. */
      hits: z.nullable(count),
      /** How many of them are gone. */
      gone: count,
    }),
  ),
});
export type RemovalsReply = z.infer<typeof RemovalsReply>;

/** What a site's owner hopes for: pageviews of pages that a pattern means, or an event, perhaps with a property. */
export const Goal = z.object({
  id: count,
  /** The site's only goal of this name. */
  name: z.string(),
  /** A path in which `*` stands for anything; null: it is an event. */
  page: z.nullable(z.string()),
  event: z.nullable(z.string()),
  /** What the event must have, as text; null: nothing. */
  property: z.nullable(z.object({ key: z.string(), value: z.string() })),
});
export type Goal = z.infer<typeof Goal>;

/** `GET /api/sites/:site/goals`: by name. */
export const GoalsReply = z.object({ goals: z.array(Goal) });
export type GoalsReply = z.infer<typeof GoalsReply>;

/** Who is signed in. `simulated`: this server shows made-up readers (`npm run demo`). */
export const SessionReply = z.object({ email: z.string(), simulated: z.boolean() });
export type SessionReply = z.infer<typeof SessionReply>;

/** `GET /api/sessions`: where whoever asks is signed in, latest used first. Times in ms since 1970; use is noted once an hour. */
export const SessionsReply = z.object({
  sessions: z.array(
    z.object({
      createdAt: count,
      seenAt: count,
      /** It is the one that asks. */
      isThis: z.boolean(),
    }),
  ),
});
export type SessionsReply = z.infer<typeof SessionsReply>;

/** `GET /api/server`. */
export const ServerReply = z.object({ version: z.string(), startedAt: count });
export type ServerReply = z.infer<typeof ServerReply>;

/** `GET /api/backups`. Times in ms since 1970. */
export const BackupsReply = z.object({
  /** Where they are, on the server. */
  folder: z.string(),
  /** Newest first. */
  backups: z.array(
    z.object({
      /** Of its folder in `folder`. */
      name: z.string(),
      /** `headcount`: made daily or by hand; `before-migration-0002`: before an update changed the database. */
      kind: z.string(),
      at: count,
      /** Of its database, and the hits in it. */
      bytes: count,
      hits: count,
    }),
  ),
  /** The one that is being made, by itself or by hand, and what is being done, in the server's words; null: none is. */
  underWay: z.nullable(z.object({ begunAt: count, step: z.string() })),
  /** Why the last one that was tried since the server's start failed; null: it did not. */
  failure: z.nullable(z.string()),
});
export type BackupsReply = z.infer<typeof BackupsReply>;

/** Every error, from every route. `code` is from the closed list in `server/errors.ts`. */
export const ErrorReply = z.object({
  error: z.object({ code: z.string(), message: z.string(), field: z.optional(z.string()) }),
});
export type ErrorReply = z.infer<typeof ErrorReply>;

const metrics = z.array(z.nullable(z.number()));

/**
 * The answer to a report: one entry per query, in order. `range` are the instants `[from, to)` in ms that the question meant,
 * `compared` those of what it is compared with. A row's `dimensions` and `metrics` stand in the order the query named them; a
 * metric is null where there is nothing to divide by. Times are ISO: instants, with their offset, at which that minute or hour of the
 * site's clock begins; dates of days, and of weeks' Mondays; months as `2026-11`. Times, events and properties that nothing was counted
 * of have no row; by time alone, one has a row where there was something in the same place of the compared range. `previous`: the same in
 * the compared range; of a time, of the one in the same place. `totals` are of all that was
 * chosen, whatever the dimensions; `more`: there are rows after these.
 */
export const ReportReply = z.object({
  range: z.tuple([count, count]),
  compared: z.optional(z.tuple([count, count])),
  answers: z.array(
    z.object({
      rows: z.array(z.object({ dimensions: z.array(z.string()), metrics, previous: z.optional(metrics) })),
      totals: metrics,
      previousTotals: z.optional(metrics),
      more: z.boolean(),
    }),
  ),
});
export type ReportReply = z.infer<typeof ReportReply>;

/**
 * `POST /api/sites/:site/hits`: single hits of `range` (`[from, to)`, ms since 1970), newest first; those of the same instant in no
 * order that means anything. `visit` says what is known of the visit, by the names of its dimensions; what is not known is ''.
 */
export const HitsReply = z.object({
  range: z.tuple([count, count]),
  hits: z.array(
    z.object({
      /** ms since 1970. */
      t: count,
      kind: z.enum(['view', 'event']),
      /** False: of somebody who is not to be told apart. */
      linked: z.boolean(),
      /** Whose it is, within the site's day and no longer; a filter `visitor` takes it. '' of who is not to be told apart. */
      visitor: z.string(),
      page: z.string(),
      event: z.string(),
      props: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
      /** How long and how far (percent of the page) a page was read; null while that is not known. */
      engagedMs: z.nullable(count),
      scrollDepth: z.nullable(count),
      visit: z.record(z.string(), z.string()),
    }),
  ),
  /** There are hits after these. */
  more: z.boolean(),
});
export type HitsReply = z.infer<typeof HitsReply>;

/** `GET /api/sites/:site/pageviews?path=/post`: of all time. Open to anybody while `publicPageviews`. */
export const PageviewsReply = z.object({ pageviews: count });
export type PageviewsReply = z.infer<typeof PageviewsReply>;

/** `POST /api/sites/:site/deletions` without `confirm`: what would go. `pages`: how many a path means; null without one. */
export const DeletionCountReply = z.object({ hits: count, pages: z.nullable(count) });
export type DeletionCountReply = z.infer<typeof DeletionCountReply>;

/** The same with `confirm`: it is under way. */
export const DeletionReply = z.object({ id: count });
export type DeletionReply = z.infer<typeof DeletionReply>;

/** `GET /api/sites/:site/deletions`: those that are not done. One that is not among them has left nothing of what was meant. */
export const DeletionsReply = z.object({
  deletions: z.array(
    z.object({
      id: count,
      /** `owner`, or `retention`: by itself. */
      reason: z.string(),
      /** Null: of every page; or only the log of writes is still to be folded in. */
      path: z.nullable(z.string()),
      /** `[from, until)` in ms since 1970; null: without a beginning, without an end. */
      range: z.tuple([z.nullable(count), z.nullable(count)]),
      /** ms since 1970. */
      begunAt: count,
      /** Hits that there were when it began, or when the server started since; null while they are counted. */
      hits: z.nullable(count),
      /** How many of them are gone. */
      gone: count,
    }),
  ),
});
export type DeletionsReply = z.infer<typeof DeletionsReply>;

/** `GET /api/storage`: of all sites, the largest first; each measured some minutes ago at most. Bytes. */
export const AllStorageReply = z.object({
  sites: z.array(
    z.object({
      /** Its host. */
      site: z.string(),
      hits: count,
      /** About what its rows take. */
      rows: count,
      /** What its finished days take as columns, a copy of the rows. */
      segments: count,
    }),
  ),
  /** The database; `unused` of it is room that deleted rows have left. */
  file: z.object({ bytes: count, unused: count }),
  /** Free on its disk; null where the system does not say. */
  disk: z.object({ free: z.nullable(count) }),
});
export type AllStorageReply = z.infer<typeof AllStorageReply>;

/** `GET /api/sites/:site/storage`, as of `t` (ms since 1970), some minutes ago at most. Bytes. */
export const StorageReply = z.object({
  t: count,
  hits: count,
  /** When the first of them came, ms since 1970; null: there are none. */
  since: z.nullable(count),
  /** What its rows take; `estimated` from some of them. */
  rows: z.object({ bytes: count, estimated: z.boolean() }),
  /** What its finished days take as columns, a copy of the rows. */
  segments: z.object({ bytes: count }),
  /** The database, of all sites; `unused` of it is room that deleted rows have left. */
  file: z.object({ bytes: count, unused: count }),
  /** Free on its disk; null where the system does not say. */
  disk: z.object({ free: z.nullable(count) }),
});
export type StorageReply = z.infer<typeof StorageReply>;
