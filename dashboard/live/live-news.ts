// A snapshot on its way from the worker to a tab: only what has changed since the last one, so that a hundred sites are not
// copied because one of them has a visitor more. What has not changed stays the same object in the tab, too, and React
// leaves it alone. Pure; knows no key of a snapshot by name.
import type { LiveSnapshot } from './live-snapshot.ts';

export interface LiveNews {
  /** Values that are new as a whole. */
  readonly values: Readonly<Record<string, unknown>>;
  /** What is new in maps that both sides have. */
  readonly maps: Readonly<Record<string, { changed: [unknown, unknown][]; gone: unknown[] }>>;
}

/** `before`: what the tab has; null for a tab that has nothing yet. */
export function newsOf(before: LiveSnapshot | null, after: LiveSnapshot): LiveNews {
  const values: Record<string, unknown> = {};
  const maps: Record<string, { changed: [unknown, unknown][]; gone: unknown[] }> = {};
  for (const [key, value] of Object.entries(after)) {
    const old: unknown = before?.[key as keyof LiveSnapshot];
    if (value === old) continue;
    if (value instanceof Map && old instanceof Map) {
      maps[key] = {
        changed: [...value].filter(([name, entry]) => old.get(name) !== entry),
        gone: [...old.keys()].filter((name) => !value.has(name)),
      };
    } else {
      values[key] = value;
    }
  }
  return { values, maps };
}

/** `snapshot` must be the one that `news` was made for. */
export function takeNews(snapshot: LiveSnapshot, { values, maps }: LiveNews): LiveSnapshot {
  const taken: Record<string, unknown> = { ...snapshot, ...values };
  for (const [key, { changed, gone }] of Object.entries(maps)) {
    const map = new Map(snapshot[key as keyof LiveSnapshot] as ReadonlyMap<unknown, unknown>);
    for (const name of gone) map.delete(name);
    for (const [name, entry] of changed) map.set(name, entry);
    taken[key] = map;
  }
  return taken as unknown as LiveSnapshot;
}
