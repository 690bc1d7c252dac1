// What the API reference says of the sites, and of the sample page.
import { RemovalsReply, RemovedReply, Site, SitesReply, StoredReply } from '../contract/browser.ts';
import type { RouteDocs } from '../route-docs.ts';

const chapter = 'Sites';
const params = { site: 'blog.example.com' };

const BLOG = {
  id: 1,
  host: 'blog.example.com',
  timezone: 'Europe/Berlin',
  createdAt: 1_795_262_400_000,
  waiting: true,
  rules: {
    allowedHosts: [],
    excludedAddresses: [],
    excludedPaths: ['/drafts/*'],
    excludedCountries: [],
    visitorIds: 'unless_refused',
  },
  publicLive: true,
  publicPageviews: true,
  retentionDays: null,
  serverRetentionDays: 0,
  widgets: {
    badgeHtml:
      '<img src="https://stats.example.com/badge/blog.example.com.svg" alt="How many are reading blog.example.com now" height="20">',
    badgeMarkdown: '![How many are reading blog.example.com now](https://stats.example.com/badge/blog.example.com.svg)',
    script: '<script defer src="https://stats.example.com/here.js" data-site="blog.example.com"></script>',
  },
  pageviewsUrl: 'https://stats.example.com/api/sites/blog.example.com/pageviews?path=%2Fpost',
  snippet: '<script defer src="https://stats.example.com/headcount.js" data-site="blog.example.com"></script>',
  snippetWarning: null,
  tryUrl: null,
};

export const listSitesDocs: RouteDocs = {
  chapter,
  summary: 'List the sites',
  replies: { 200: { when: 'All of them.', schema: SitesReply } },
  examples: [{ name: 'All sites', status: 200, reply: { sites: [BLOG] } }],
};

export const addSiteDocs: RouteDocs = {
  chapter,
  summary: 'Register a site',
  text: 'From now on its hits are taken. `www.` and apex are one site, so are upper and lower case and any port.',
  replies: { 201: { when: 'Registered.', schema: Site } },
  refusals: ['bad_host', 'site_exists', 'storage_failed', 'disk_full', 'overloaded'],
  examples: [
    {
      name: 'Register a site',
      body: { host: 'https://www.shop.example.com/', timezone: 'Europe/Berlin' },
      status: 201,
      reply: {
        ...BLOG,
        id: 2,
        host: 'shop.example.com',
        rules: { ...BLOG.rules, excludedPaths: [] },
        publicLive: false,
        publicPageviews: false,
      },
    },
    {
      name: 'It is there already',
      body: { host: 'blog.example.com' },
      status: 409,
      reply: { error: { code: 'site_exists', message: 'blog.example.com is registered already.', field: 'host' } },
    },
    {
      name: 'No host',
      body: { host: 'blog' },
      status: 400,
      reply: {
        error: {
          code: 'bad_host',
          message: 'blog is not a complete host name. Type it as in the browser, for example example.com.',
          field: 'host',
        },
      },
    },
  ],
};

export const changeSiteDocs: RouteDocs = {
  chapter,
  summary: 'Correct a site',
  text: 'What is left out stays as it is; so does every list of rules that is left out.',
  replies: { 200: { when: 'As it is now.', schema: Site } },
  refusals: ['not_found', 'bad_host', 'site_exists', 'storage_failed', 'disk_full', 'overloaded'],
  examples: [
    {
      name: 'Drafts do not count, and anybody may see how many read',
      params,
      body: { rules: { excludedPaths: ['/drafts/*'] }, publicLive: true, publicPageviews: true },
      status: 200,
      reply: BLOG,
    },
    {
      name: 'There is no such zone',
      params,
      body: { timezone: 'Mars/Olympus' },
      status: 400,
      reply: {
        error: {
          code: 'bad_request',
          message: 'timezone must be an IANA time zone such as Europe/Berlin.',
          field: 'timezone',
        },
      },
    },
  ],
};

export const storedDocs: RouteDocs = {
  chapter,
  summary: 'What its removal would take away',
  replies: { 200: { when: 'Counted now.', schema: StoredReply } },
  refusals: ['not_found'],
  examples: [
    { name: 'What is stored', params, status: 200, reply: { hits: 1234, since: 1_795_262_400_000 } },
    {
      name: 'There is no such site',
      params: { site: 'nobody.example.com' },
      status: 404,
      reply: {
        error: {
          code: 'not_found',
          message: 'No site nobody.example.com is registered here. Add it on the dashboard first.',
        },
      },
    },
  ],
};

export const removeSiteDocs: RouteDocs = {
  chapter,
  summary: 'Remove a site',
  text: 'At once for whoever watches, sends or asks; what is stored of it goes in small steps. It cannot be taken back.',
  replies: { 202: { when: 'Gone; what is stored of it is being removed.', schema: RemovedReply } },
  refusals: ['not_found', 'storage_failed', 'overloaded'],
  examples: [{ name: 'Remove a site', params, status: 202, reply: { id: 1 } }],
};

export const removalsDocs: RouteDocs = {
  chapter,
  summary: 'How far removals have come',
  replies: { 200: { when: 'Those that are under way.', schema: RemovalsReply } },
  examples: [{ name: 'One is under way', status: 200, reply: { removals: [{ id: 1, hits: 200_000, gone: 130_000 }] } }],
};

export const tryPageDocs: RouteDocs = {
  chapter: 'Pages',
  summary: 'A sample blog that carries a site’s snippet',
  text: 'For whoever tries Headcount out without a blog; on loopback addresses only.',
  replies: { 200: { when: 'The page.', type: 'text/html' } },
  refusals: ['not_found'],
  examples: [
    { name: 'A post', params: { page: 'tides' }, query: { site: 'blog.example.com' }, status: 200 },
    {
      name: 'Of no site',
      params: { page: 'tides' },
      status: 404,
      reply: {
        error: {
          code: 'not_found',
          message: 'There is nothing at this address. Correct it, or begin at the start page.',
        },
      },
    },
  ],
};

export const tryStyleDocs: RouteDocs = {
  chapter: 'Pages',
  summary: 'How the sample blog looks',
  replies: { 200: { when: 'Its style sheet.', type: 'text/css' } },
  examples: [{ name: 'The style sheet', status: 200 }],
};
