// No component speaks a language of its own: what a person reads or hears comes from the catalogues.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, test } from 'vitest';

const dashboard = join(import.meta.dirname, '..');
const filesOf = (ending: string) =>
  readdirSync(dashboard, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(ending));

/** The same in every language; and what the licence of a list wants to be said in these words. */
const NAMES = ['headcount', 'IP Geolocation by DB-IP'];

/** Attributes and props that are read, or read out. */
const SPOKEN =
  /^(aria-(label|description|roledescription|valuetext)|title|placeholder|alt|label|hint|legend|summary|button|deed|empty|missing|word|meaning)$/;

/** Components whose words still stand in them. */
const NOT_YET = /^report\/(?:goals|panel|panel-rows)\.tsx$/;

const isWord = (text: string) => /\p{L}/u.test(text) && !NAMES.includes(text.trim());

interface Node {
  type: string;
  start: number;
  [key: string]: unknown;
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;

/** The texts that an expression may come to, where it says so itself: 'a', `b ${c}`, d ? 'e' : 'f', g && 'h'. */
function textsOf(node: Node): string[] {
  const of = (...names: string[]) => names.flatMap((name) => (isNode(node[name]) ? textsOf(node[name]) : []));
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : [];
    case 'TemplateLiteral':
      return (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked);
    case 'JSXText':
      return [String(node.value)];
    case 'JSXExpressionContainer':
      return of('expression');
    case 'ConditionalExpression':
      return of('consequent', 'alternate');
    case 'LogicalExpression':
      return of('left', 'right');
    default:
      return [];
  }
}

const nameOf = (node: unknown) => (isNode(node) && isNode(node.name) ? String(node.name.name) : '');

/** Every word that stands in JSX, but in what is code. */
function literalsIn(source: string): string[] {
  const found: string[] = [];
  const look = (node: Node): void => {
    if (node.type === 'JSXElement') {
      if (['code', 'pre'].includes(nameOf(node.openingElement))) return;
      found.push(...(node.children as Node[]).flatMap(textsOf));
    }
    if (node.type === 'JSXFragment') found.push(...(node.children as Node[]).flatMap(textsOf));
    if (node.type === 'JSXAttribute' && SPOKEN.test(nameOf(node)) && isNode(node.value)) {
      found.push(...textsOf(node.value));
    }
    for (const value of Object.values(node)) for (const child of [value].flat()) if (isNode(child)) look(child);
  };
  look(parseSync('component.tsx', source).program as unknown as Node);
  return found.filter(isWord).map((text) => text.trim().replace(/\s+/g, ' '));
}

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: it is source that is read
describe('the scan finds a word', () => {
  test.each([
    ['as an element’s text', '<p>Nothing <b>here</b></p>', ['Nothing', 'here']],
    ['in a fragment', '<>, nobody</>', [', nobody']],
    ['that is chosen', "<p>{a ? 'one' : b && `two ${c}`}</p>", ['one', 'two']],
    ['that is only heard', '<i aria-label="Close" title={`Open ${x}`} className="here" />', ['Close', 'Open']],
    ['that a component shows', '<Field label="Name" name="name" />', ['Name']],
  ])('%s', (_, jsx, words) => {
    expect(literalsIn(`const x = ${jsx};`)).toEqual(words);
  });

  test('but neither code nor signs nor names', () => {
    expect(literalsIn('const x = <p>× {t("close")} <code>npm start</code> headcount</p>;')).toEqual([]);
  });
});

// biome-ignore-end lint/suspicious/noTemplateCurlyInString: it is source that is read

test.each(filesOf('.tsx').filter((file) => !NOT_YET.test(file)))('%s takes its words from the catalogues', (file) => {
  expect(literalsIn(readFileSync(join(dashboard, file), 'utf8'))).toEqual([]);
});

test.each(filesOf('.css'))('%s has no words', (file) => {
  const contents = readFileSync(join(dashboard, file), 'utf8').matchAll(/content:\s*"([^"]*)"/g);
  expect([...contents].map(([, text = '']) => text).filter(isWord)).toEqual([]);
});
