// The reference as a page, made of the document alone: text only, nothing from elsewhere, readable without its script. Pure.
import { fields, table, typeOf } from './fields.ts';
import { escaped, paragraphs, sentence } from './html.ts';
import type { DocumentedOperation, DocumentedReply, OpenApi } from './openapi.ts';
import { ICON } from './page-files.ts';
import type { Steps } from './steps.ts';

const ERROR = '#/components/schemas/Error';

const pretty = (value: unknown) => {
  const text = JSON.stringify(value, null, 2);
  // Short lists on one line: a tuple over four lines is not read.
  return text.replace(/\[\s+([^[\]{}]{0,100}?)\s+\]/g, (_, inner: string) => `[${inner.replace(/\s*\n\s*/g, ' ')}]`);
};

function accessOf({ security = [] }: DocumentedOperation): string {
  if (security.length === 0) return 'anybody';
  return security.some((each) => 'ingestKey' in each)
    ? 'anybody, and with an ingest key for servers'
    : 'whoever is signed in';
}

function parameters({ parameters = [] }: DocumentedOperation): string {
  if (parameters.length === 0) return '';
  const rows = parameters.map(
    ({ name, in: from, required, description = '', schema }) =>
      `<tr><th scope="row"><code>${escaped(name)}</code>${required ? '' : ' <i>optional</i>'}</th>` +
      `<td>${from === 'path' ? 'in the path' : 'behind the <code>?</code>'}, ${typeOf(schema)}</td><td>${sentence(description)}</td></tr>`,
  );
  return table('Parameters', ['Name', 'Type', 'Meaning'], rows.join(''));
}

function body({ requestBody }: DocumentedOperation): string {
  const [[type, media] = []] = Object.entries(requestBody?.content ?? {});
  if (!type || !media) return '';
  const types = Object.keys(requestBody?.content ?? {}).join(' or ');
  return fields(media.schema, `Body, <code>${escaped(types)}</code>`);
}

function reply([status, { description, headers = {}, content = {} }]: [string, DocumentedReply]): string {
  // That a refusal is an Error is said once, at the top.
  const said = Object.entries(content).filter(([, { schema }]) => schema.$ref !== ERROR);
  const kinds = said.map(([type, media]) => {
    const events = Object.entries(media['x-events'] ?? {}).map(
      ([name, schema]) => `<code>${escaped(name)}</code> ${typeOf(schema)}`,
    );
    const what =
      events.length > 0 ? `events ${events.join(', ')}` : type === 'application/json' ? typeOf(media.schema) : '';
    return `<code>${escaped(type)}</code>${what === '' ? '' : ` ${what}`}`;
  });
  const named = Object.entries(headers).map(
    ([name, each]) => `<code>${escaped(name)}</code>: ${sentence(each.description)}`,
  );
  const rest = [...kinds, ...named].map((each) => `<br>${each}`).join('');
  return `<tr><th scope="row">${status}</th><td>${sentence(description)}${rest}</td></tr>`;
}

function examples({ 'x-examples': all }: DocumentedOperation): string {
  return all
    .map(({ name, curl, status, reply, events, replyHeaders = {} }) => {
      const headers = Object.entries(replyHeaders).map(([key, value]) => `${key}: ${value}\n`);
      const text =
        events === undefined
          ? reply === undefined
            ? ''
            : pretty(reply)
          : Object.entries(events)
              .map(([event, data]) => `event: ${event}\ndata: ${JSON.stringify(data)}\n`)
              .join('\n');
      const came = `${status}\n${headers.join('')}${text}`.trim();
      return (
        `<figure><figcaption>${escaped(name)}</figcaption><pre class="ask" tabindex="0">${escaped(curl)}</pre>` +
        `<pre class="answer" tabindex="0">${escaped(came)}</pre></figure>`
      );
    })
    .join('');
}

function route(path: string, method: string, operation: DocumentedOperation): string {
  const { operationId, summary, description, responses } = operation;
  return (
    `<section class="route" id="${operationId}"><h3><a href="#${operationId}">${escaped(summary)}</a></h3>` +
    `<p class="address"><b>${method.toUpperCase()}</b> <code>${escaped(path)}</code></p><p class="access">For ${accessOf(operation)}</p>` +
    `${paragraphs(description ?? '').replace('<p></p>', '')}${parameters(operation)}${body(operation)}${examples(operation)}` +
    `<details><summary>Every reply</summary>${table('Replies', ['Status', 'When'], Object.entries(responses).map(reply).join(''))}</details></section>`
  );
}

/** `basePath`: under which path the server's own files are. A step for each chapter. */
export function* referencePage({ info, tags, paths, components }: OpenApi, basePath: string): Steps<string> {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const chapters: { contents: string; text: string }[] = [];
  for (const { name, description } of tags) {
    yield;
    const own = all.filter(({ operation }) => operation.tags[0] === name);
    const links = own.map(
      ({ method, path, operation }) =>
        `<li><a href="#${operation.operationId}"><b>${method.toUpperCase()}</b> <span>${escaped(path)}</span></a></li>`,
    );
    chapters.push({
      contents: `<li class="chapter">${escaped(name)}<ul>${links.join('')}</ul></li>`,
      text: `<section class="chapter"><h2>${escaped(name)}</h2>${paragraphs(description)}${own
        .map(({ path, method, operation }) => route(path, method, operation))
        .join('')}</section>`,
    });
  }
  yield;
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) =>
      `<section class="route" id="schema-${escaped(name)}"><h3>${escaped(name)}</h3>${paragraphs(schema.description ?? '').replace('<p></p>', '')}${fields(schema, 'Fields')}</section>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Headcount: API reference</title>
<link rel="icon" href="${escaped(ICON)}">
<link rel="stylesheet" href="${escaped(basePath)}/docs/reference.css">
<script defer src="${escaped(basePath)}/docs/reference.js"></script>
<nav aria-label="Contents">
<h1>Headcount API</h1>
<form id="search" role="search" hidden><label for="sought">Search</label><input id="sought" type="search" autocomplete="off" spellcheck="false"><output for="sought"></output></form>
<ul>${chapters.map(({ contents }) => contents).join('')}<li><a href="#schemas">What requests and replies are made of</a></li></ul>
</nav>
<main>
${paragraphs(info.description)}
<p>The lines for the shell stand as they can be pasted. Signing in keeps its cookie in <code>cookies.txt</code>, from which the others take it.
For programs: <a href="${escaped(basePath)}/docs/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
${chapters.map(({ text }) => text).join('\n')}
<section class="chapter" id="schemas"><h2>What requests and replies are made of</h2>${schemas.join('')}</section>
</main>
</html>
`;
}
