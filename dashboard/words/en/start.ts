// The first steps: a site is named, the snippet pasted, the first visitor awaited.
export default {
  addIt: 'add it?',
  addSite: 'Add a site',
  addTheSite: 'Add the site',
  address: 'Address of the site',
  addressHint: 'example.com, or any link to it',
  checkBlocked:
    'A page of {host} fetched the script at {time}, but no hit followed. Open it in a private window without a content blocker; a strict Content-Security-Policy of the site needs this server in script-src and connect-src.',
  checkBlockedShort: 'The script runs, and its hits do not arrive',
  checkDropped: 'Hits arrive and are not counted: the reasons are below, each with what there is to do.',
  checkDroppedShort: 'Hits arrive, and are not counted',
  checkElsewhere:
    'A page of {host} fetched the script at {time}. Nothing is counted there: on one’s own machine it keeps silent. Publish the page, or add <code>data-local</code> to the snippet while trying.',
  checkElsewhereShort: 'The script was fetched by a page elsewhere',
  checkNone:
    'Not once since the server’s start, {time}. Look for it in the page’s source (Ctrl+U): if it is not there, the change is not published or comes from a cache; if it is, this server’s address may not be reachable from there.',
  checkNoneShort: 'No page has fetched the script yet',
  checkOffline: 'This page has lost the server and cannot hear of a visitor. It goes on by itself.',
  checkOfflineShort: 'The server does not answer',
  checkProxy:
    'Hits pass through a proxy that is not declared, or that keeps the readers’ addresses to itself. The line to set stands at the top of this page.',
  checkProxyShort: 'A proxy stands in between',
  checkTitle: 'Nobody comes? What the server sees',
  checkUnknown:
    'A page whose browser does not say where it is fetched the script at {time}, but no hit for {host} came.',
  checkUnknownShort: 'Somebody fetched the script',
  checkUnregistered:
    'Pages send hits for {hosts}, which is no site here. Below it is added, or {host} renamed to it, with one click.',
  checkUnregisteredShort: 'Hits arrive for a host that is no site',
  copy: 'copy the snippet',
  firstTitle: 'Name your site',
  mistyped: 'Mistyped? Correct the site',
  openPage: 'Open a page of it',
  openPageText:
    '<link>{host}</link>, for one. At the first hit this page turns into the dashboard; there is nothing to reload.',
  paste: 'Paste this into the head of every page of {host}',
  platform: 'What the site is made with',
  plainHttp:
    '<b>This server speaks plain http.</b> A page on https will refuse to load the script: browsers block that. It works for pages on http; for all others, put headcount behind https.',
  rename: 'rename {site} to it',
  snippet: 'Snippet',
  unregistered: 'Hits from elsewhere',
  unregisteredCount: '<bdi>{host}</bdi>, {n, plural, one {# hit} other {# hits}}',
  unregisteredText: 'They carry the snippet, but they are no sites here, so nothing of them is counted.',
  sampleHint:
    'that carries the snippet. It opens in a small window of its own: keep that in view beside this one, since a hidden page is not a reader and is not counted.',
  sampleLink: 'Open a sample page',
  sampleQuestion: 'No blog at hand?',
  settings: 'Settings of {host}',
  waiting: 'Waiting for the first visitor',
  whereAstro:
    'Into the <code>head</code> of the layout that all pages share, such as <code>src/layouts/Layout.astro</code>.',
  whereGhost: 'Ghost Admin: Settings → Code injection → Site header. Save.',
  whereGtm:
    'A new tag of the kind “Custom HTML”, trigger “All Pages”; then publish. Tag Manager drops attributes that it does not know, so a few lines make the element. Many content blockers block Tag Manager and all that it loads: directly in the page more readers are counted.',
  whereHtml: 'Before <code>{close}</code> in every page, or in the template that all pages share.',
  whereHugo:
    'Into the template that has the <code>head</code>: most themes have <code>layouts/partials/head.html</code>, or take a file of your own such as <code>extend_head.html</code>. Copy it from the theme into your own <code>layouts</code> first.',
  whereNext: 'Into the root layout, <code>app/layout.tsx</code>. It counts every step between pages by itself.',
  whereVue:
    'Into the <code>head</code> of <code>index.html</code>. It counts every step of vue-router by itself. With Nuxt: the same as an entry of <code>app.head.script</code> in <code>nuxt.config.ts</code>.',
  whereWordPress:
    'At the end of <code>functions.php</code> of a child theme; or the plain line of “HTML” by a plugin for code in the header, such as WPCode.',
  zone: 'Its days will begin at midnight in {zone}, where this browser says it is. That can be changed later.',
} as const;
