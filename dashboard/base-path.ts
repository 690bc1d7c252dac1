// Where this app lives. Headcount may be served under a sub-path that is known at run time only, so the app asks where its
// own entry module came from: `<base>/assets/entry.js`. Every URL of the dashboard derives from here.

const moduleUrl = import.meta.url;

/** `/` or `/some/path/`: always with the slash at its end. */
export const basePath = import.meta.env.DEV ? '/' : new URL('..', moduleUrl).pathname;

/** For the router: `` or `/some/path`. */
export const routerBase = basePath.slice(0, -1);

export const apiUrl = (path: string) => `${basePath}api/${path}`;

/** What a site's settings are parted into, as their addresses name it; the first has none. */
export const SETTINGS_PARTS = ['site', 'snippet', 'counts', 'readers', 'kept', 'removal'] as const;
export type SettingsPart = (typeof SETTINGS_PARTS)[number];

/** Pages of the dashboard, as the router names them (relative to its base). */
export const pages = {
  home: '/',
  setUp: '/setup',
  addSite: '/sites',
  site: (host: string) => `/sites/${encodeURIComponent(host)}`,
  settings: (host: string, part?: SettingsPart) =>
    `/sites/${encodeURIComponent(host)}/settings${part === undefined ? '' : `/${part}`}`,
  account: '/account',
  server: '/server',
  removal: (id: number) => `/removals/${id}`,
  screen: (host: string) => `/live/${encodeURIComponent(host)}/screen`,
};
