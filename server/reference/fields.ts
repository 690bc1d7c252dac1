// A schema as a table of fields: path, type, meaning. What is named elsewhere in the document is linked to. Pure.
import { counted } from '../counted.ts';
import { escaped, sentence } from './html.ts';
import type { JsonSchema } from './json-schema.ts';

/** How deep a table goes before it says no more than "an object". */
const DEEPEST = 4;

const TYPES: { [type: string]: string } = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  object: 'object',
  array: 'list',
  null: 'null',
};

const nameOf = ($ref: string) => $ref.slice($ref.lastIndexOf('/') + 1);
const code = (value: unknown) => `<code>${escaped(JSON.stringify(value))}</code>`;

/** What a number or a text must keep to. */
function limitsOf({
  minimum,
  maximum,
  minLength,
  maxLength,
  format,
  minItems,
  maxItems,
  prefixItems,
}: JsonSchema): string[] {
  const between = (least: unknown, most: unknown, of = (count: number) => `${count}`) => {
    if (typeof least === 'number' && least === most) return [of(least)];
    if (typeof least === 'number' && typeof most === 'number') return [`${least} to ${of(most)}`];
    if (typeof most === 'number') return [`at most ${of(most)}`];
    return typeof least === 'number' && least > 0 ? [`at least ${of(least)}`] : [];
  };
  return [
    ...between(minimum, maximum),
    ...between(minLength, maxLength, (count) => counted(count, 'character')),
    ...(prefixItems ? [] : between(minItems, maxItems, (count) => counted(count, 'entry', 'entries'))),
    ...(typeof format === 'string' ? [format] : []),
  ];
}

/** What a value is, in a few words of HTML. */
export function typeOf(schema: JsonSchema | false | undefined): string {
  if (!schema) return 'anything';
  const { $ref, type, items, prefixItems } = schema;
  if ($ref) return `<a href="#schema-${escaped(nameOf($ref))}">${escaped(nameOf($ref))}</a>`;
  if ('const' in schema) return code(schema.const);
  if (schema.enum) return schema.enum.map(code).join(' · ');
  const union = schema.anyOf ?? schema.oneOf;
  if (union) return [...new Set(union.map(typeOf))].join(' or ');
  if (prefixItems) return `[${prefixItems.map(typeOf).join(', ')}]`;
  if (type === 'array')
    return (
      `list of ${typeOf(items)}`.replace(/^list of (object|text|number|whole number)\b/, 'list of $1s') + limits(schema)
    );
  const names = [type ?? []].flat().map((each) => TYPES[each] ?? each);
  return (names.join(' or ') || 'anything') + limits(schema);
}

const limits = (schema: JsonSchema) => {
  const said = limitsOf(schema);
  return said.length === 0 ? '' : `, ${escaped(said.join(', '))}`;
};

/** The object in it, through lists: with what is written behind the path. */
function insideOf(schema: JsonSchema): { inner: JsonSchema; suffix: string } | undefined {
  if (schema.properties) return { inner: schema, suffix: '' };
  if (schema.items) {
    const found = insideOf(schema.items);
    return found && { inner: found.inner, suffix: `[]${found.suffix}` };
  }
  const object = (schema.anyOf ?? []).filter((each) => each.properties);
  return object.length === 1 && object[0] ? { inner: object[0], suffix: '' } : undefined;
}

function rowsOf(schema: JsonSchema, before: string, depth: number): string {
  return Object.entries(schema.properties ?? {})
    .sort(([a], [b]) => Number(tells(schema, b)) - Number(tells(schema, a)))
    .map(([name, field]) => {
      const path = `${before}${name}`;
      const optional = schema.required?.includes(name) ? '' : ' <i>optional</i>';
      const fallback = 'default' in field ? ` Unless told: ${code(field.default)}.` : '';
      const inside = depth < DEEPEST ? insideOf(field) : undefined;
      const row =
        `<tr><th scope="row"><code>${escaped(path)}</code>${optional}</th><td>${typeOf(field)}</td>` +
        `<td>${sentence(field.description ?? '')}${fallback}</td></tr>`;
      return row + (inside ? rowsOf(inside.inner, `${path}${inside.suffix}.`, depth + 1) : '');
    })
    .join('');
}

export const table = (caption: string, head: readonly string[], rows: string) =>
  `<table><caption>${caption}</caption><colgroup class="of-${head.length}">${'<col>'.repeat(head.length)}</colgroup>` +
  `<thead><tr>${head.map((each) => `<th scope="col">${each}</th>`).join('')}</tr></thead><tbody>${rows}</tbody></table>`;

/** Whether a field is what tells this object from others. */
const tells = (schema: JsonSchema, name: string) =>
  'const' in (schema.properties?.[name] ?? {}) && schema.required?.includes(name) === true;

/** What tells this one of several shapes from the others: `k: "view"`. */
function titleOf(schema: JsonSchema, caption: string): string {
  const key = Object.entries(schema.properties ?? {}).find(([name]) => tells(schema, name));
  return key ? `${caption}, <code>${escaped(key[0])}</code>: ${code(key[1].const)}` : caption;
}

/** Tables of a schema's fields; a line where it has none. */
export function fields(schema: JsonSchema, caption: string): string {
  const union = schema.anyOf ?? schema.oneOf;
  if (union?.some((each) => insideOf(each) || each.anyOf || each.oneOf)) {
    return union.map((each) => fields(each, caption)).join('');
  }
  const inside = insideOf(schema);
  if (!inside) return `<p>${caption}: ${typeOf(schema)}</p>`;
  const prefix = inside.suffix === '' ? '' : `${inside.suffix}.`;
  const title = titleOf(inside.inner, inside.suffix === '' ? caption : `${caption}, a list`);
  return table(title, ['Field', 'Type', 'Meaning'], rowsOf(inside.inner, prefix, 1));
}
