// A name and a colour by which a visitor is recognised in a list, made of nothing but their id of today: the same all day, another
// one tomorrow. Two words that nobody is called by, so that nobody takes it for who somebody is. Pure.

const HOW = [
  ...['agile', 'autumn', 'brisk', 'calm', 'clear', 'cosy', 'dewy', 'early'],
  ...['faint', 'gentle', 'hazy', 'hidden', 'jolly', 'keen', 'lucid', 'lively'],
  ...['lunar', 'mellow', 'misty', 'nimble', 'polar', 'placid', 'quick', 'quiet'],
  ...['rapid', 'rustic', 'silent', 'sunlit', 'solar', 'steady', 'tidal', 'upbeat'],
] as const;

const WHAT = [
  ...['alder', 'anchor', 'arrow', 'badger', 'beacon', 'birch', 'boulder', 'brook'],
  ...['candle', 'canyon', 'cedar', 'comet', 'compass', 'curlew', 'delta', 'ember'],
  ...['falcon', 'fern', 'fjord', 'glacier', 'harbour', 'heron', 'juniper', 'kettle'],
  ...['lantern', 'maple', 'meadow', 'meteor', 'nettle', 'orbit', 'otter', 'pebble'],
  ...['pelican', 'pepper', 'pigeon', 'plover', 'prairie', 'quarry', 'quartz', 'raven'],
  ...['reef', 'ridge', 'rocket', 'saddle', 'sextant', 'shutter', 'sparrow', 'spruce'],
  ...['squirrel', 'starling', 'summit', 'teapot', 'thistle', 'timber', 'tundra', 'turbine'],
  ...['valley', 'velvet', 'walnut', 'warbler', 'willow', 'window', 'wren', 'zephyr'],
] as const;

/** `id`: 16 hexadecimal digits; whatever else gets a name too. One of 2,048, so that two in a list may share theirs. */
export function visitorName(id: string): string {
  return `${HOW[digits(id, 0) % HOW.length]} ${WHAT[digits(id, 4) % WHAT.length]}`;
}

/** Degrees on the wheel of colours, one of 24. */
export const visitorHue = (id: string): number => (digits(id, 8) % 24) * 15;

const digits = (id: string, start: number) => Number.parseInt(id.slice(start, start + 4), 16) || 0;
