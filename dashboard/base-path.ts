// Where this app lives. Headcount may be served under a sub-path that is known at run time only, so the app asks where its
// own entry module came from: `<base>/assets/entry.js`. Every URL of the dashboard derives from here.

const moduleUrl = import.meta.url;

/** `/` or `/some/path/`: always with the slash at its end. */
export const basePath = import.meta.env.DEV ? '/' : new URL('..', moduleUrl).pathname;

/** For the router: `` or `/some/path`. */
export const routerBase = basePath.slice(0, -1);

export const apiUrl = (path: string) => `${basePath}api/${path}`;

/** Pages of the dashboard, as the router names them (relative to its base). */
export const pages = {
  home: '/',
  setUp: '/setup',
  addSite: '/sites',
  site: (host: string) => `/sites/${encodeURIComponent(host)}`,
  removal: (id: number) => `/removals/${id}`,
  screen: (host: string) => `/live/${encodeURIComponent(host)}/screen`,
};
