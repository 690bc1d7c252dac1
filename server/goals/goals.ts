// The goals of every site. All of them are kept in memory, since every report asks for a site's; the file is written first.
import type { Clock } from '../clock.ts';
import type { Goal } from '../contract/browser.ts';
import { type ChangeGoalRequest, MOST_GOALS, type NewGoalRequest } from '../contract/goals.ts';
import { Refusal } from '../errors.ts';
import { faultOfPattern, patternIn } from '../path-pattern.ts';
import type { Db } from '../store/driver.ts';
import type { Recorder } from '../store/recorder.ts';
import { ThreadError } from '../store/thread.ts';

export interface Goals {
  /** Of a site, by name; the same list until one of them changes. */
  list(siteId: number): readonly Goal[];
  /**
   * Throws a Refusal: `goal_exists` when the site has one of that name, `bad_request` when it has as many as it may have or the page
   * can never be one, `not_found` when the site was removed.
   */
  add(siteId: number, request: NewGoalRequest): Promise<Goal>;
  /** What is left out stays. Throws as `add` does, and `not_found` when the site has no such goal. */
  change(siteId: number, goalId: number, request: ChangeGoalRequest): Promise<Goal>;
  /** Throws a Refusal `not_found` when the site has no such goal. */
  remove(siteId: number, goalId: number): Promise<void>;
  /** The site was removed: what is stored of it goes by itself (store/removal.ts). */
  forget(siteId: number): void;
}

const SELECT = `SELECT id, site_id AS siteId, name, page, event, property_key, property_value FROM goals
  WHERE site_id IN (SELECT id FROM sites WHERE removed_at IS NULL)`;
/** Only of a site that is there, and only as many as a site may have, whatever happened since that was looked at. */
const INSERT = `INSERT INTO goals (site_id, name, page, event, property_key, property_value, created_at)
  SELECT id, :name, :page, :event, :property_key, :property_value, :created_at FROM sites
  WHERE id = :site_id AND removed_at IS NULL AND (SELECT count(*) FROM goals WHERE site_id = :site_id) < :most`;
const UPDATE = `UPDATE goals SET name = :name, page = :page, event = :event, property_key = :property_key,
  property_value = :property_value WHERE id = :id AND site_id = :site_id`;
const DELETE = 'DELETE FROM goals WHERE id = :id AND site_id = :site_id';

interface GoalRow {
  id: number;
  siteId: number;
  name: string;
  page: string | null;
  event: string | null;
  property_key: string | null;
  property_value: string | null;
}

type What = Pick<Goal, 'page' | 'event' | 'property'>;

function goalOf({ id, name, page, event, property_key: key, property_value: value }: GoalRow): Goal {
  return { id, name, page, event, property: key === null || value === null ? null : { key, value } };
}

const columnsOf = ({ name, page, event, property }: Omit<Goal, 'id'>) => ({
  ...{ name, page, event },
  ...{ property_key: property?.key ?? null, property_value: property?.value ?? null },
});

/** Undefined: neither page nor event is told. Throws a Refusal that names the page when it can never be one. */
function whatOf({ page, event, property }: ChangeGoalRequest): What | undefined {
  if (event !== undefined) return { page: null, event, property: property ?? null };
  if (page === undefined) return undefined;
  const pattern = patternIn(page);
  const wrong = faultOfPattern(pattern);
  if (wrong !== undefined) throw new Refusal('bad_request', `${page} ${wrong}`, { field: 'page' });
  return { page: pattern, event: null, property: null };
}

const noGoal = () => new Refusal('not_found', 'There is no such goal any more. Load the page again.');
const noSite = () => new Refusal('not_found', 'The site was removed.');
const tooMany = () =>
  new Refusal('bad_request', `A site has at most ${MOST_GOALS} goals. Remove one that nobody looks at.`);

export function createGoals(reader: Db, recorder: Pick<Recorder, 'write'>, clock: Clock): Goals {
  const bySite = new Map<number, readonly Goal[]>();
  for (const row of reader.prepare(SELECT).all() as GoalRow[]) keep(row.siteId, row.id, goalOf(row));

  const list = (siteId: number) => bySite.get(siteId) ?? [];

  /** One change after the other, so that none is made of what another is about to change. */
  let turn: Promise<unknown> = Promise.resolve();
  function inTurn<Made>(deed: () => Promise<Made>): Promise<Made> {
    const made = turn.then(deed);
    turn = made.catch(() => undefined);
    return made;
  }

  /** Undefined: it is one no more. */
  function keep(siteId: number, id: number, goal: Goal | undefined): void {
    const others = (bySite.get(siteId) ?? []).filter((other) => other.id !== id);
    bySite.set(
      siteId,
      [...others, ...(goal ? [goal] : [])].sort((a, b) => (a.name < b.name ? -1 : 1)),
    );
  }

  function find(siteId: number, goalId: number): Goal {
    const goal = list(siteId).find(({ id }) => id === goalId);
    if (!goal) throw noGoal();
    return goal;
  }

  function write(sql: string, values: Parameters<Recorder['write']>[1] & { name: string }) {
    return recorder.write(sql, values).catch((error: unknown) => {
      if (!(error instanceof ThreadError) || error.code !== 'SQLITE_CONSTRAINT_UNIQUE') throw error;
      const message = `There is a goal ${values.name} already. Give this one another name.`;
      throw new Refusal('goal_exists', message, { field: 'name' });
    });
  }

  async function add(siteId: number, request: NewGoalRequest): Promise<Goal> {
    const what = whatOf(request);
    if (!what) throw new Refusal('bad_request', 'A goal is a page or an event.', { field: 'page' });
    const goal = { name: request.name.normalize(), ...what };
    const values = { ...columnsOf(goal), site_id: siteId, created_at: clock.wall(), most: MOST_GOALS };
    const { changes, lastId } = await write(INSERT, values);
    if (changes === 0) throw list(siteId).length >= MOST_GOALS ? tooMany() : noSite();
    const added = { id: lastId, ...goal };
    keep(siteId, lastId, added);
    return added;
  }

  async function change(siteId: number, goalId: number, request: ChangeGoalRequest): Promise<Goal> {
    const goal = find(siteId, goalId);
    const changed = { ...goal, name: request.name?.normalize() ?? goal.name, ...whatOf(request) };
    const { changes } = await write(UPDATE, { ...columnsOf(changed), id: goalId, site_id: siteId });
    if (changes === 0) throw noGoal();
    keep(siteId, goalId, changed);
    return changed;
  }

  async function remove(siteId: number, goalId: number): Promise<void> {
    find(siteId, goalId);
    await recorder.write(DELETE, { id: goalId, site_id: siteId });
    keep(siteId, goalId, undefined);
  }

  return {
    list,
    add: (siteId, request) => inTurn(() => add(siteId, request)),
    change: (siteId, goalId, request) => inTurn(() => change(siteId, goalId, request)),
    remove: (siteId, goalId) => inTurn(() => remove(siteId, goalId)),
    forget: (siteId) => void bySite.delete(siteId),
  };
}
