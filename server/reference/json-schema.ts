// Schemas of the contract as JSON Schema, with the words that belong to them, each named one once (`components.schemas`). Pure.
import { z } from 'zod';
import { REPLIES } from './reply-words.ts';

/** As far as this house makes and reads it. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  properties?: { [name: string]: JsonSchema };
  required?: string[];
  items?: JsonSchema | false;
  prefixItems?: JsonSchema[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  additionalProperties?: JsonSchema | boolean;
  [keyword: string]: unknown;
}

const REF = '#/components/schemas/';

/** Every schema below this one, itself included. */
export function* schemasIn(schema: JsonSchema): Generator<JsonSchema> {
  yield schema;
  const { properties = {}, items, prefixItems = [], anyOf = [], oneOf = [], additionalProperties } = schema;
  for (const each of [...Object.values(properties), items, ...prefixItems, ...anyOf, ...oneOf, additionalProperties]) {
    if (typeof each === 'object') yield* schemasIn(each);
  }
}

/** The words for `notices[].code` go to where that path leads. Throws when it leads nowhere. */
function describeField(schema: JsonSchema, path: string, words: string): void {
  let at: JsonSchema | undefined = schema;
  for (const step of path.split('.')) {
    const holder: JsonSchema | undefined = at?.properties ? at : at?.anyOf?.find(({ properties }) => properties);
    at = holder?.properties?.[step.replace(/(\[\])+$/, '')];
    if (step.endsWith('[]') && at) at = (at.items || undefined) as JsonSchema | undefined;
  }
  if (!at) throw new Error(`there is no field ${path}`);
  at.description = words;
}

/**
 * Collects named schemas while others are made. `components` is complete once everything was asked for. Two that differ under one
 * name are an error.
 */
export function createSchemaBook() {
  const components: { [name: string]: JsonSchema } = {};
  // Where zod looks for names, and for the words that stand in the contract itself (`.describe`).
  for (const [id, { schema, about }] of Object.entries(REPLIES))
    z.globalRegistry.add(schema, { id, description: about });

  /** A schema that refers to itself has no name of its own: it is called after whoever asks. */
  const nameOf = (id: string, owner: string) => id.replace(/^__schema/, `${owner}_`);

  function keep(id: string, schema: JsonSchema): void {
    const known = components[id];
    if (known && JSON.stringify(known) !== JSON.stringify(schema)) throw new Error(`two schemas are called ${id}`);
    components[id] = schema;
  }

  /** `owner` names what would have no name. Of a request it is what is to be sent, of a reply what comes. */
  function of(schema: z.core.$ZodType, io: 'input' | 'output', owner: string): JsonSchema {
    const made = z.toJSONSchema(schema, { io, unrepresentable: 'any', override: tidy });
    const { $defs = {}, $schema: _, ...rest } = made as JsonSchema & { $defs?: { [id: string]: JsonSchema } };
    const root: JsonSchema = rest.id === undefined ? rest : { $ref: `#/$defs/${rest.id}` };
    if (rest.id !== undefined) $defs[String(rest.id)] = rest;
    for (const [id, each] of Object.entries($defs)) {
      delete each.id;
      for (const part of schemasIn(each)) settle(part, io, owner);
      for (const [path, words] of Object.entries(REPLIES[id]?.fields ?? {})) describeField(each, path, words);
      keep(nameOf(id, owner), each);
    }
    for (const part of schemasIn(root)) settle(part, io, owner);
    return root;
  }

  function settle(part: JsonSchema, io: 'input' | 'output', owner: string): void {
    if (part.$ref?.startsWith('#/$defs/')) part.$ref = REF + nameOf(part.$ref.slice('#/$defs/'.length), owner);
    // Whoever reads a reply is to ignore what it does not know.
    if (io === 'output' && part.additionalProperties === false) delete part.additionalProperties;
  }

  return { components, of };
}
export type SchemaBook = ReturnType<typeof createSchemaBook>;

/** What every integer has, and tells nobody anything. */
function tidy({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.format === 'email') delete jsonSchema.pattern;
}
