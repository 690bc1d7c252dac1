// Every request of the dashboard, in one place. Replies are parsed by the contract; an error is always an `ApiError` whose
// message is a sentence for the person at the screen.
import * as z from 'zod/mini';
import {
  AllStorageReply,
  BackupsReply,
  DeletionCountReply,
  DeletionReply,
  DeletionsReply,
  ErrorReply,
  Goal,
  GoalsReply,
  HitsReply,
  type LiveDimension,
  type LiveFilter,
  LiveRows,
  RejectedReply,
  RemovalsReply,
  RemovedReply,
  ReportReply,
  ScriptReply,
  ServerReply,
  SessionReply,
  SessionsReply,
  Site,
  SitesReply,
  StorageReply,
  StoredReply,
  TrailReply,
} from '../server/contract/browser.ts';
import type { ChangeGoalRequest, NewGoalRequest } from '../server/contract/goals.ts';
import type { DeletionRequest, HitsQuestion, ReportQuestion } from '../server/contract/report.ts';
import type {
  ChangePasswordRequest,
  ChangeSiteRequest,
  NewSiteRequest,
  SetupRequest,
  SignInRequest,
} from '../server/contract/requests.ts';
import { ApiError } from './api-error.ts';
import { apiUrl, basePath } from './base-path.ts';
import { words } from './words/words.ts';

// zod compiles its schemas by `new Function` where it may; asking whether it may is itself a breach of the page's policy.
z.config({ jitless: true });

const t = words('errors');

const unreachable = () => new ApiError(0, { code: 'unreachable', message: t('unreachable') });

interface Sent {
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

function send(method: string, path: string, body?: unknown, { headers = {}, signal }: Sent = {}): Promise<Response> {
  return fetch(apiUrl(path), {
    method,
    cache: 'no-store',
    signal: signal ?? null,
    headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
  }).catch(() => {
    throw unreachable();
  });
}

async function ask(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<unknown> {
  const response = await send(method, path, body, { signal });
  if (response.status === 204) return null;
  return response.ok ? response.json().catch(() => null) : refuse(response);
}

async function refuse(response: Response): Promise<never> {
  const reply: unknown = await response.json().catch(() => null);
  const error = ErrorReply.safeParse(reply);
  if (error.success) throw new ApiError(response.status, error.data.error);
  // Not ours: a proxy's own page, most likely while the server restarts.
  throw new ApiError(response.status, {
    code: 'unknown',
    message: t('status', { status: String(response.status) }),
  });
}

function parse<T>(schema: z.ZodMiniType<T>, reply: unknown): T {
  const parsed = z.safeParse(schema, reply);
  if (parsed.success) return parsed.data;
  throw new ApiError(0, { code: 'unexpected_reply', message: t('unexpected_reply') });
}

const sitePath = (host: string) => `sites/${encodeURIComponent(host)}`;

export const api = {
  async setUp(request: SetupRequest) {
    return parse(SessionReply, await ask('POST', 'setup', request));
  },
  async session() {
    return parse(SessionReply, await ask('GET', 'session'));
  },
  async signIn(request: SignInRequest) {
    return parse(SessionReply, await ask('POST', 'session', request));
  },
  async signOut() {
    await ask('DELETE', 'session');
  },
  async changePassword(request: ChangePasswordRequest) {
    await ask('PUT', 'password', request);
  },
  async sessions() {
    return parse(SessionsReply, await ask('GET', 'sessions')).sessions;
  },
  async signOutElsewhere() {
    await ask('DELETE', 'sessions');
  },
  async server() {
    return parse(ServerReply, await ask('GET', 'server'));
  },
  async backups() {
    return parse(BackupsReply, await ask('GET', 'backups'));
  },
  async makeBackup() {
    return parse(BackupsReply, await ask('POST', 'backups', {}));
  },
  async allStorage() {
    return parse(AllStorageReply, await ask('GET', 'storage'));
  },
  async sites() {
    return parse(SitesReply, await ask('GET', 'sites')).sites;
  },
  async addSite(request: NewSiteRequest) {
    return parse(Site, await ask('POST', 'sites', request));
  },
  async changeSite(host: string, request: ChangeSiteRequest) {
    return parse(Site, await ask('PATCH', sitePath(host), request));
  },
  async stored(host: string) {
    return parse(StoredReply, await ask('GET', `${sitePath(host)}/stored`));
  },
  async removeSite(host: string) {
    return parse(RemovedReply, await ask('DELETE', sitePath(host)));
  },
  async removals() {
    return parse(RemovalsReply, await ask('GET', 'removals')).removals;
  },
  async storage(host: string) {
    return parse(StorageReply, await ask('GET', `${sitePath(host)}/storage`));
  },
  /** How many hits that would be. */
  async countDeletion(host: string, { path, range }: DeletionRequest) {
    return parse(DeletionCountReply, await ask('POST', `${sitePath(host)}/deletions`, { path, range }));
  },
  async beginDeletion(host: string, { path, range }: DeletionRequest) {
    return parse(DeletionReply, await ask('POST', `${sitePath(host)}/deletions`, { path, range, confirm: true }));
  },
  async deletions(host: string) {
    return parse(DeletionsReply, await ask('GET', `${sitePath(host)}/deletions`)).deletions;
  },
  /** Which pages have fetched the script. */
  async script(host: string) {
    return parse(ScriptReply, await ask('GET', `${sitePath(host)}/script`));
  },
  async rejected(host: string) {
    return parse(RejectedReply, await ask('GET', `${sitePath(host)}/rejected`));
  },
  async trail(host: string, visitor: string) {
    return parse(TrailReply, await ask('GET', `${sitePath(host)}/visitors/${encodeURIComponent(visitor)}`));
  },
  /** As many of a live list as the server tells. */
  async liveRows(host: string, dimension: LiveDimension, filters: readonly LiveFilter[]) {
    const chosen = filters.length === 0 ? '' : `&filters=${encodeURIComponent(JSON.stringify(filters))}`;
    return parse(LiveRows, await ask('GET', `${sitePath(host)}/live/rows?dimension=${dimension}&limit=1000${chosen}`));
  },
  async goals(host: string) {
    return parse(GoalsReply, await ask('GET', `${sitePath(host)}/goals`)).goals;
  },
  async addGoal(host: string, request: NewGoalRequest) {
    return parse(Goal, await ask('POST', `${sitePath(host)}/goals`, request));
  },
  async changeGoal(host: string, id: number, request: ChangeGoalRequest) {
    return parse(Goal, await ask('PATCH', `${sitePath(host)}/goals/${id}`, request));
  },
  async removeGoal(host: string, id: number) {
    await ask('DELETE', `${sitePath(host)}/goals/${id}`);
  },
  /** `signal`: nobody wants to know any more. */
  async report(host: string, request: ReportQuestion, signal?: AbortSignal) {
    return parse(ReportReply, await ask('POST', `${sitePath(host)}/report`, request, signal));
  },
  /** Single hits, newest first. */
  async hits(host: string, request: HitsQuestion) {
    return parse(HitsReply, await ask('POST', `${sitePath(host)}/hits`, request));
  },
  /** The rows of the only query, as CSV. */
  async reportTable(host: string, request: ReportQuestion): Promise<Blob> {
    const response = await send('POST', `${sitePath(host)}/report`, request, { headers: { accept: 'text/csv' } });
    return response.ok ? response.blob().catch(() => Promise.reject(unreachable())) : refuse(response);
  },
};

/** A public site's badge, for looking at. `turn` gets past what the browser keeps of it. */
export const badgeUrl = (host: string, turn: number) => `${basePath}badge/${encodeURIComponent(host)}.svg?turn=${turn}`;
