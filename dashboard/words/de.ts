// Deutsch. Wer liest, wird weder geduzt noch gesiezt, wo es sich vermeiden lässt. Ein Wort für jede Sache: hit Zugriff, pageview
// Seitenaufruf, event Ereignis, visitor Besucher, visit Besuch, referrer Verweis, source Quelle, site Website, snippet Schnipsel.
import accounts from './de/accounts.ts';
import errors from './de/errors.ts';
import feed from './de/feed.ts';
import filters from './de/filters.ts';
import format from './de/format.ts';
import goals from './de/goals.ts';
import live from './de/live.ts';
import notices from './de/notices.ts';
import panels from './de/panels.ts';
import rejected from './de/rejected.ts';
import report from './de/report.ts';
import screen from './de/screen.ts';
import search from './de/search.ts';
import sites from './de/sites.ts';
import ui from './de/ui.ts';
import type { Catalogue } from './en.ts';

export default {
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
} satisfies Catalogue;
