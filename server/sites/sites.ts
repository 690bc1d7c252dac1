// The registered sites. All of them are kept in memory, since every hit asks for one; the file is written first.
import type { Clock } from '../clock.ts';
import type { SiteRules } from '../contract/browser.ts';
import type { ChangeSiteRules } from '../contract/requests.ts';
import { Refusal } from '../errors.ts';
import type { Db } from '../store/driver.ts';
import { createInTurn, type InTurn } from '../store/in-turn.ts';
import type { Recorder } from '../store/recorder.ts';
import { ThreadError } from '../store/thread.ts';
import { normaliseHost } from './host.ts';
import { changeRules } from './rules.ts';

export interface Site {
  /** For life: rows and visitor ids are made with it. */
  readonly id: number;
  host: string;
  timezone: string;
  readonly createdAt: number;
  /** Until its very first stored hit, or the first beat of a page that is open already. */
  waiting: boolean;
  /** What it does not want counted. Replaced as a whole when it changes, never changed in place. */
  rules: SiteRules;
  /** Whether anybody may ask how many are here now: the widgets for its own readers. */
  publicLive: boolean;
  /** Whether anybody may ask how many views its pages have had. */
  publicPageviews: boolean;
  /** Days after which finished days go; 0: never; null: as the server's setting says. */
  retentionDays: number | null;
  /** Nothing of it was stored before this process began: no page can be open that was open before. */
  readonly isNew: boolean;
}

/** What is left out stays; so does each list of the rules. */
export interface SiteChange {
  /** Normalised already. */
  host?: string | undefined;
  timezone?: string | undefined;
  rules?: ChangeSiteRules | undefined;
  publicLive?: boolean | undefined;
  publicPageviews?: boolean | undefined;
  /** Null: the server's. */
  retentionDays?: number | null | undefined;
}

export interface Sites {
  /** By the name a snippet or an address carries: any case, with or without www. and port. */
  find(name: string): Site | undefined;
  /** Like `find`, but throws a Refusal `not_found` that says so. */
  get(name: string): Site;
  byId(id: number): Site | undefined;
  /** By host. */
  list(): Site[];
  /** Registers a site; `host` is normalised already. Throws a Refusal `site_exists`. */
  add(host: string, timezone: string): Promise<Site>;
  /**
   * Changes host, zone, rules, what is public and what is kept. Of changes at the same time each begins with what the one before has
   * made, so that none is lost. Throws a Refusal `site_exists`, `bad_request` about a rule, or `not_found` when it was removed meanwhile.
   */
  change(site: Site, change: SiteChange): Promise<Site>;
  /**
   * From now on there is no such site, its host is free, and what is stored of it is to be removed (store/removal.ts). Throws a
   * Refusal `not_found` when somebody was quicker.
   */
  remove(site: Site): Promise<void>;
}

/** Of a site that counts everything, and tells apart all but those who ask for privacy. */
export const NO_RULES: SiteRules = {
  allowedHosts: [],
  excludedAddresses: [],
  excludedPaths: [],
  excludedCountries: [],
  visitorIds: 'unless_refused',
};

const INSERT = 'INSERT INTO sites (host, timezone, created_at) VALUES (:host, :timezone, :created_at)';
const UPDATE = `UPDATE sites SET host = :host, timezone = :timezone, allowed_hosts = :allowed_hosts,
  excluded_addresses = :excluded_addresses, excluded_paths = :excluded_paths, excluded_countries = :excluded_countries,
  visitor_ids = :visitor_ids, public_live = :public_live, public_pageviews = :public_pageviews, retention_days = :retention_days
  WHERE id = :id AND removed_at IS NULL`;
/** Nothing that was typed stays: the host is one that nobody can have. */
const REMOVE = `UPDATE sites SET removed_at = :removed_at, host = ':' || id, timezone = 'UTC', allowed_hosts = '[]',
  excluded_addresses = '[]', excluded_paths = '[]', excluded_countries = '[]', public_live = 0, public_pageviews = 0,
  retention_days = NULL WHERE id = :id AND removed_at IS NULL`;
const SELECT = `SELECT id, host, timezone, created_at AS createdAt, allowed_hosts, excluded_addresses, excluded_paths,
  excluded_countries, visitor_ids, public_live, public_pageviews, retention_days AS retentionDays,
  NOT EXISTS (SELECT 1 FROM hits WHERE site_id = sites.id) AS waiting FROM sites
  WHERE removed_at IS NULL`;

const noSite = (name: string) =>
  new Refusal('not_found', `No site ${name} is registered here. Add it on the dashboard first.`);

interface SiteRow {
  id: number;
  host: string;
  timezone: string;
  createdAt: number;
  allowed_hosts: string;
  excluded_addresses: string;
  excluded_paths: string;
  excluded_countries: string;
  visitor_ids: SiteRules['visitorIds'];
  public_live: 0 | 1;
  public_pageviews: 0 | 1;
  retentionDays: number | null;
  waiting: 0 | 1;
}

function rulesOf(row: SiteRow): SiteRules {
  return {
    allowedHosts: JSON.parse(row.allowed_hosts),
    excludedAddresses: JSON.parse(row.excluded_addresses),
    excludedPaths: JSON.parse(row.excluded_paths),
    excludedCountries: JSON.parse(row.excluded_countries),
    visitorIds: row.visitor_ids,
  };
}

const ruleColumns = (rules: SiteRules) => ({
  allowed_hosts: JSON.stringify(rules.allowedHosts),
  excluded_addresses: JSON.stringify(rules.excludedAddresses),
  excluded_paths: JSON.stringify(rules.excludedPaths),
  excluded_countries: JSON.stringify(rules.excludedCountries),
  visitor_ids: rules.visitorIds,
});

export function createSites(reader: Db, recorder: Recorder, clock: Clock): Sites {
  const rows = reader.prepare(SELECT).all() as SiteRow[];
  const byHost = new Map<string, Site>();
  const byId = new Map<number, Site>();
  for (const row of rows) {
    const { id, host, timezone, createdAt, retentionDays } = row;
    const waiting = row.waiting === 1;
    const settings = {
      ...{ publicLive: row.public_live === 1, publicPageviews: row.public_pageviews === 1 },
      ...{ rules: rulesOf(row), retentionDays },
    };
    remember({ id, host, timezone, createdAt, waiting, isNew: waiting, ...settings });
  }

  function remember(site: Site): Site {
    byHost.set(site.host, site);
    byId.set(site.id, site);
    return site;
  }

  function find(name: string): Site | undefined {
    return byHost.get(name) ?? byHost.get(normaliseHost(name) ?? '');
  }

  function explain(error: unknown, host: string): never {
    if (error instanceof ThreadError && error.code === 'SQLITE_CONSTRAINT_UNIQUE') {
      throw new Refusal('site_exists', `${host} is registered already.`, { field: 'host' });
    }
    throw error;
  }

  const turns = new Map<number, InTurn>();

  /** What changes one site happens one after the other: in between, the file and what is kept here differ. */
  function inTurn<Result>({ id }: Site, act: () => Promise<Result>): Promise<Result> {
    const turn = turns.get(id) ?? createInTurn();
    turns.set(id, turn);
    return turn(act);
  }

  async function write(site: Site, change: SiteChange): Promise<Site> {
    const { host = site.host, timezone = site.timezone, retentionDays = site.retentionDays } = change;
    const { publicLive = site.publicLive, publicPageviews = site.publicPageviews } = change;
    const rules = change.rules ? changeRules(site.rules, change.rules) : site.rules;
    const columns = {
      ...{ host, timezone, ...ruleColumns(rules), id: site.id },
      ...{ public_live: publicLive ? 1 : 0, public_pageviews: publicPageviews ? 1 : 0, retention_days: retentionDays },
    };
    const { changes } = await recorder.write(UPDATE, columns).catch((error) => explain(error, host));
    if (changes === 0) throw noSite(site.host);
    byHost.delete(site.host);
    Object.assign(site, { host, timezone, rules, publicLive, publicPageviews, retentionDays });
    return remember(site);
  }

  return {
    find,
    get(name) {
      const site = find(name);
      if (!site) throw noSite(name);
      return site;
    },
    byId: (id) => byId.get(id),
    list: () => [...byHost.values()].sort((a, b) => (a.host < b.host ? -1 : 1)),
    async add(host, timezone) {
      const createdAt = clock.wall();
      const { lastId } = await recorder
        .write(INSERT, { host, timezone, created_at: createdAt })
        .catch((error) => explain(error, host));
      const site = { id: lastId, host, timezone, createdAt, waiting: true, isNew: true };
      return remember({ ...site, rules: NO_RULES, publicLive: false, publicPageviews: false, retentionDays: null });
    },
    change: (site, change) => inTurn(site, () => write(site, change)),
    remove: (site) =>
      inTurn(site, async () => {
        const { changes } = await recorder.write(REMOVE, { removed_at: clock.wall(), id: site.id });
        if (changes === 0) throw noSite(site.host);
        byHost.delete(site.host);
        byId.delete(site.id);
      }),
  };
}
