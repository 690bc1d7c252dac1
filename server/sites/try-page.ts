// The sample page: a blog of three posts that carries the snippet, for whoever has no blog at hand. Pure.

const POSTS: Record<string, { title: string; text: string }> = {
  tides: {
    title: 'How tides are predicted',
    text: 'Thirty-seven gears, one for each wobble of the moon, and a pen that draws next year.',
  },
  bread: {
    title: 'Bread without a mixer',
    text: 'Time does the kneading. Fold four times, sleep, and bake when the kitchen smells of yoghurt.',
  },
  maps: { title: 'Maps that lie honestly', text: 'Every flat map bends the truth. The good ones tell you where.' },
};

/**
 * `snippetTag` is inserted as it is: make it of a registered host only. `page` is the post to show, the front page when it
 * is none of them.
 */
export function tryPage(host: string, snippetTag: string, page: string | undefined, basePath: string): string {
  const query = `?site=${encodeURIComponent(host)}`;
  const links = Object.entries(POSTS)
    .map(([name, { title }]) => `<li><a href="${basePath}/try/${name}${query}">${title}</a></li>`)
    .join('');
  const post = POSTS[page ?? ''];
  const home = `<p><a href="${basePath}/try${query}">All posts</a></p>`;
  const body = post ? `<h1>${post.title}</h1><p>${post.text}</p>${home}` : '<h1>A sample blog</h1>';
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${post?.title ?? 'A sample blog'}</title>
<link rel="stylesheet" href="${basePath}/try.css">
${snippetTag}
${body}
<ul>${links}</ul>
<footer>You are being counted: this page carries the snippet of ${host}. Keep it visible beside the dashboard, read on, then
close it. Only visible pages count.</footer>
</html>
`;
}

export const TRY_CSS = `:root{color-scheme:light dark}
body{font:1rem/1.6 Georgia,serif;max-width:34rem;margin:2rem auto;padding:0 1rem}
footer{margin-top:3rem;font-size:.85rem;opacity:.7}`;
