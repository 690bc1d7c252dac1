// English: the language in which messages are written first. A file for each room; the other languages have the same files with the
// same keys. `as const`, so that the compiler knows each message's arguments.
import accounts from './en/accounts.ts';
import errors from './en/errors.ts';
import feed from './en/feed.ts';
import filters from './en/filters.ts';
import format from './en/format.ts';
import goals from './en/goals.ts';
import live from './en/live.ts';
import notices from './en/notices.ts';
import panels from './en/panels.ts';
import rejected from './en/rejected.ts';
import report from './en/report.ts';
import screen from './en/screen.ts';
import search from './en/search.ts';
import sites from './en/sites.ts';
import ui from './en/ui.ts';

const en = {
  accounts,
  errors,
  feed,
  filters,
  format,
  goals,
  live,
  notices,
  panels,
  rejected,
  report,
  screen,
  search,
  sites,
  ui,
} as const;
export default en;

export type English = typeof en;
/** What a room's file has to hold in another language: every message, and no other. */
export type Room<Name extends keyof English> = { readonly [key in keyof English[Name]]: string };
/** A language. */
export type Catalogue = { readonly [name in keyof English]: Room<name> };
