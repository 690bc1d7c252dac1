// Whether everything that is stored has the shape that the contract promises, told from the database alone. The rules stand
// here a second time on purpose: the server's own would agree with the server.
import { join } from 'node:path';
import { SMUGGLED } from './fuzz-raw.mjs';
import { Database } from './stored.mjs';

const MOST_COUNT = 0x7fffffff;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]|\p{Surrogate}/u;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @param {number} most characters @param {RegExp} [shape] */
const text = (most, shape) => (value) => {
  if (!Buffer.isBuffer(value)) return 'is no text';
  let written;
  try {
    written = decoder.decode(value);
  } catch {
    return 'is not UTF-8';
  }
  if (UNPRINTABLE.test(written)) return 'has control characters';
  const { length } = [...written]; // in code points, as the contract counts
  if (length > most) return `has ${length} characters`;
  return shape && !shape.test(written) ? `is ${written.slice(0, 80)}` : undefined;
};
const whole = (least, most) => (value) =>
  Number.isInteger(value) && value >= least && value <= most ? undefined : `is ${value}`;
const blob = (length) => (value) =>
  Buffer.isBuffer(value) && value.length === length ? undefined : 'has another length';
const maybe = (rule) => (value) => (value === null ? undefined : rule(value));

function properties(value) {
  const fault = text(8192)(value);
  if (fault) return fault;
  const read = JSON.parse(decoder.decode(value));
  const entries = Object.entries(read);
  if (Array.isArray(read) || entries.length > 30) return `has ${entries.length} properties`;
  for (const [name, property] of entries) {
    if (name === '' || [...name].length > 300 || ['__proto__', 'constructor', 'prototype'].includes(name))
      return `has a property ${name}`;
    if (!['string', 'number', 'boolean'].includes(typeof property)) return `has a ${typeof property}`;
    if (typeof property === 'string' && [...property].length > 2000) return 'has a long property';
    if (UNPRINTABLE.test(name + property)) return 'has control characters';
  }
  return undefined;
}

const campaign = maybe(text(200, /./));
/** Enriched: chosen by the server, so never long. */
const known = text(200);

const RULES = {
  hits: {
    site_id: whole(1, 1),
    kind: text(5, /^(view|event)$/),
    page_instance: blob(8),
    seq: whole(0, MOST_COUNT),
    visitor: maybe(blob(8)),
    host: text(253),
    path: text(2048, /^\//),
    referrer: maybe(text(2048, /^(https?|android-app|ios-app):\/\/./)),
    utm_source: campaign,
    utm_medium: campaign,
    utm_campaign: campaign,
    utm_content: campaign,
    utm_term: campaign,
    title: maybe(text(256)),
    viewport_width: maybe(whole(0, 65_535)),
    timezone: maybe(text(64)),
    event_name: maybe(text(120, /./)),
    event_props: maybe(properties),
    source: text(253),
    channel: text(20, /^[a-z]*$/),
    device: text(20, /^[a-z]*$/),
    browser: known,
    browser_version: known,
    os: known,
    os_version: known,
    country: text(2, /^([A-Z]{2})?$/),
    region: known,
    city: known,
    language: text(35, /^([A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*)?$/),
    screen: text(2, /^(xs|sm|md|lg|xl)?$/),
  },
  engagements: {
    site_id: whole(1, 1),
    page_instance: blob(8),
    engaged_ms: whole(0, MOST_COUNT),
    scroll_depth: whole(0, 100),
  },
};

/**
 * Looks at every row of a data folder whose server has ended. `faults` says what is wrong with the first few.
 *
 * @param {string} dataDir
 * @param {[from: number, until: number]} span when the rows must have been made, ms since 1970
 * @param {boolean} [backdated] ingest keys were used: a hit may say that it happened up to a day ago, or a minute ahead
 */
export function checkRows(dataDir, [from, until], backdated = false) {
  const db = new Database(join(dataDir, 'headcount.db'), { readonly: true });
  const result = { rows: 0, badRows: 0, smuggled: 0, integrity: '', faults: /** @type {string[]} */ ([]) };
  try {
    result.integrity = /** @type {string} */ (db.pragma('integrity_check', { simple: true }));
    for (const [table, rules] of Object.entries(RULES)) {
      const there = /** @type {string[]} */ (db.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table));
      const at = backdated ? whole(from - 24 * 3_600_000, until + 60_000) : whole(from - 60_000, until);
      const checked = Object.entries({ ...rules, at }).filter(([column]) => there.includes(column));
      // As bytes, so that what SQLite calls text can be looked at before anyone decodes it.
      const columns = checked.map(
        ([column]) => `CASE typeof(${column}) WHEN 'text' THEN CAST(${column} AS BLOB) ELSE ${column} END`,
      );
      if (checked.length < 4) continue;
      for (const row of db
        .prepare(`SELECT id, ${columns.join(', ')} FROM ${table}`)
        .raw()
        .iterate()) {
        const [id, ...values] = /** @type {unknown[]} */ (row);
        result.rows += 1;
        const faults = checked.flatMap(([column, rule], i) => {
          const fault = rule(values[i]);
          return fault === undefined ? [] : [`${table} ${id}: ${column} ${fault}`];
        });
        if (faults.length > 0) result.badRows += 1;
        result.faults = [...result.faults, ...faults].slice(0, 10);
      }
    }
    const hidden = db.prepare('SELECT lower(hex(page_instance)) AS p FROM hits WHERE p LIKE ?').pluck();
    const smuggled = /** @type {string[]} */ (hidden.all(`${SMUGGLED}%`));
    result.smuggled = smuggled.length;
    result.faults.push(...smuggled.slice(0, 10).map((p) => `smuggled: ${p}`));
  } finally {
    db.close();
  }
  return result;
}
