// What the page of the reference looks like, in the dashboard's colours, and the script that searches and copies. The page can do
// without either.

const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" fill="#fe1"/>' +
  '<path fill="#141414" d="M2 9h3v5H2zm3-3h3v8H5zm3 4h3v4H8zm3-3h3v7h-3z"/><circle cx="12.5" cy="3.5" r="1.8" fill="#12a150"/></svg>';
/** The dashboard's, as an address. */
export const ICON = `data:image/svg+xml,${encodeURIComponent(PICTURE)}`;

export const STYLE = `:root{color-scheme:light dark;--paper:#fff;--ink:#141414;--soft:#5c5c5c;--rule:#c4c4c4;--block:#f3f3f3;--mark:#fe1;--mark-ink:#141414}
@media (prefers-color-scheme:dark){:root{--paper:#131313;--ink:#ededed;--soft:#a6a6a6;--rule:#4a4a4a;--block:#1f1f1f}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;max-width:84rem;padding:0 1.5rem 6rem;background:var(--paper);color:var(--ink);
font:.9375rem/1.5 ui-monospace,SFMono-Regular,"SF Mono",Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace;font-variant-ligatures:none}
h1,h2,h3,p,ul,pre,figure{margin:0;padding:0}
h1,h2,h3{font-size:inherit}
h1{padding:1.5rem 0 1rem}
ul{list-style:none}
a{color:inherit;text-decoration:underline dotted 1px;text-underline-offset:.25em}
a:hover{text-decoration-style:solid}
code{font:inherit;font-weight:bold;overflow-wrap:anywhere}
td code,p code{font-weight:bold}
:focus-visible{outline:2px solid var(--ink);outline-offset:2px}
::selection{background:var(--mark);color:var(--mark-ink)}
nav li.chapter{padding-top:.75rem;font-weight:bold}
nav li ul{font-weight:normal;font-size:.8125rem}
nav li ul a{display:flex;gap:.5rem;padding:.1rem 0;text-decoration:none}
nav li ul a:hover span{text-decoration:underline}
nav li ul b{flex:none;width:3.75rem;color:var(--soft);font-weight:normal}
nav span{overflow-wrap:anywhere}
form label{display:block;color:var(--soft);font-size:.8125rem}
input{width:100%;padding:.4rem .5rem;border:1px solid var(--rule);border-radius:0;background:var(--paper);color:var(--ink);font:inherit}
output{display:block;min-height:1.5rem;color:var(--soft);font-size:.8125rem}
main{max-width:56rem;min-width:0;padding-top:1.5rem}
main p{max-width:44rem;padding-bottom:.75rem}
section.chapter{padding-top:3rem}
section.chapter>h2{border-bottom:2px solid var(--ink);padding-bottom:.25rem;margin-bottom:.75rem}
section.route{padding:2rem 0 1rem}
section.route h3{padding-bottom:.25rem}
section.route h3 a{text-decoration:none}
section.route:target h3 a{background:var(--mark);color:var(--mark-ink)}
.address{padding-bottom:0}
.address b{display:inline-block;min-width:3.75rem;padding-right:.5rem}
.access{color:var(--soft);font-size:.8125rem}
table{width:100%;margin:.5rem 0 1rem;border-collapse:collapse;font-size:.8125rem;table-layout:fixed}
caption{padding:.5rem 0;text-align:left;color:var(--soft)}
thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
tr{border-top:1px solid var(--rule)}
th,td{padding:.35rem .75rem .35rem 0;text-align:left;vertical-align:top;font-weight:normal;overflow-wrap:anywhere}
td:nth-child(2):not(:last-child){color:var(--soft)}
.of-3 col:nth-child(1){width:26%}.of-3 col:nth-child(2){width:28%}
.of-2 col:first-child{width:4rem}
i{color:var(--soft);font-style:normal}
i::before{content:"· "}
figure{margin:0 0 1rem;font-size:.8125rem}
figcaption{display:flex;justify-content:space-between;gap:1rem;padding:.5rem 0;color:var(--soft)}
pre{padding:.75rem;background:var(--block);font:inherit;white-space:pre-wrap;overflow-wrap:anywhere;max-height:24rem;overflow-y:auto}
pre.answer{border-top:1px solid var(--rule);color:var(--soft)}
button{padding:0;border:0;background:none;color:var(--ink);font:inherit;text-decoration:underline dotted 1px;text-underline-offset:.25em;cursor:pointer}
button:hover{text-decoration-style:solid}
summary{cursor:pointer;font-size:.8125rem}
[hidden]{display:none!important}
@media (min-width:64rem){body{display:grid;grid-template-columns:20rem minmax(0,1fr);gap:3rem}
nav{position:sticky;top:0;height:100vh;overflow-y:auto;padding-bottom:2rem;scrollbar-width:thin}}
@media (max-width:40rem){body{padding:0 1rem 4rem}colgroup{display:none}
table,tbody,tr,tbody th,td,caption{display:block;width:auto!important}
th,td{padding:.1rem 0}tr{padding:.35rem 0}}
@media print{nav,button{display:none}pre{max-height:none}}
`;

export const SCRIPT = `'use strict';
const form = document.getElementById('search');
const sought = document.getElementById('sought');
const routes = [...document.querySelectorAll('section.route')].map((section) => ({
  section,
  link: document.querySelector('nav a[href="#' + CSS.escape(section.id) + '"]'),
  text: section.textContent.toLowerCase(),
}));
const groups = [...document.querySelectorAll('section.chapter, nav li.chapter')];

/** Every word must be there somewhere. */
function search() {
  const words = sought.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let found = 0;
  for (const { section, link, text } of routes) {
    const fits = words.every((word) => text.includes(word));
    section.hidden = !fits;
    if (link) link.parentElement.hidden = !fits;
    if (fits && link) found += 1;
  }
  for (const group of groups) {
    group.hidden = words.length > 0 && !group.querySelector('.route:not([hidden]), li:not([hidden])');
  }
  form.querySelector('output').textContent = words.length === 0 ? '' : found === 1 ? '1 route' : found + ' routes';
}

form.hidden = false;
form.addEventListener('submit', (event) => event.preventDefault());
sought.addEventListener('input', search);
// Whoever follows a link to what is filtered away wants to see it.
addEventListener('hashchange', () => {
  const target = document.getElementById(location.hash.slice(1));
  if (!target || !target.hidden) return;
  sought.value = '';
  search();
  target.scrollIntoView();
});

/** On https and localhost there is a clipboard; elsewhere the line is selected, and Ctrl+C takes it. */
async function copy(button, line) {
  try {
    await navigator.clipboard.writeText(line.textContent);
    button.textContent = 'copied';
  } catch {
    getSelection().selectAllChildren(line);
    button.textContent = 'selected';
  }
}

for (const figure of document.querySelectorAll('figure')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'copy';
  button.setAttribute('aria-label', 'copy: ' + figure.querySelector('figcaption').textContent);
  button.addEventListener('click', () => void copy(button, figure.querySelector('.ask')));
  figure.querySelector('figcaption').append(button);
}
`;
