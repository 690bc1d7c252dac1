// Colours live in one file: a component that knows one of its own would be wrong in the other theme.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const dashboard = join(import.meta.dirname, '..');
const TOKENS = 'ui/tokens.css';

/** Functions of tokens alone (`oklch(var(--visitor-light) …)`) are none of its own. */
const COLOUR =
  /#[\da-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\((?!var\()|:\s*(?:[^;]*\s)?(?:black|white|gr[ae]y|silver|red|green|blue|yellow|orange|purple|pink)\b/i;

const withoutComments = (css: string) => css.replaceAll(/\/\*[\s\S]*?\*\//g, '');
const styleSheets = readdirSync(dashboard, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.css'),
);

test('no style sheet but the tokens knows a colour', () => {
  const found = styleSheets
    .filter((name) => name !== TOKENS)
    .flatMap((name) => {
      const lines = withoutComments(readFileSync(join(dashboard, name), 'utf8')).split('\n');
      return lines.filter((line) => COLOUR.test(line)).map((line) => `${name}: ${line.trim()}`);
    });
  expect(found).toEqual([]);
});

test('whatever a style sheet takes from the tokens is there', () => {
  const all = styleSheets.map((name) => readFileSync(join(dashboard, name), 'utf8')).join('\n');
  const parts = readdirSync(dashboard, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => readFileSync(join(dashboard, name), 'utf8'))
    .join('\n');
  const defined = new Set([...`${all}${parts}`.matchAll(/['\s](--[\w-]+)['"]?\s*:/g)].map(([, name]) => name));
  const used = new Set([...all.matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name));
  expect([...used].filter((name) => !defined.has(name))).toEqual([]);
});

test('control: the tokens are full of them', () => {
  expect(
    readFileSync(join(dashboard, TOKENS), 'utf8')
      .split('\n')
      .filter((line) => COLOUR.test(line)).length,
  ).toBeGreaterThan(10);
});
