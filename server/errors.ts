// Every refusal has a name: the closed list of error codes, each with its HTTP status. A message is a sentence for the
// person who reads it and says what to do next; anything unforeseen becomes `internal`, with the detail in the log only.

/** The HTTP status of each code. */
export const STATUS = {
  bad_request: 400,
  bad_json: 400,
  missing_field: 400,
  unknown_field: 400,
  wrong_type: 400,
  too_long: 400,
  bad_host: 400,
  set_up_first: 401,
  sign_in_first: 401,
  wrong_credentials: 401,
  wrong_key: 401,
  setup_token_wrong: 403,
  cross_site: 403,
  not_found: 404,
  unknown_site: 404,
  method_not_allowed: 405,
  too_slow: 408,
  already_set_up: 409,
  site_exists: 409,
  goal_exists: 409,
  too_large: 413,
  wrong_content_type: 415,
  too_many_attempts: 429,
  too_many_hits: 429,
  headers_too_large: 431,
  internal: 500,
  overloaded: 503,
  over_budget: 503,
  too_many_streams: 503,
  storage_failed: 503,
  disk_full: 503,
} as const;

export type ErrorCode = keyof typeof STATUS;

/** An answer other than success, thrown anywhere below a route and turned into `{"error":{…}}` by error-replies.ts. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly code: ErrorCode;
  /** The request's field at fault, such as `u` or `queries.0.metrics`. */
  readonly field: string | undefined;
  /** Seconds after which trying again makes sense; becomes the Retry-After header. */
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, message: string, detail: { field?: string; retryAfter?: number } = {}) {
    super(message);
    this.code = code;
    this.field = detail.field;
    this.retryAfter = detail.retryAfter;
  }

  get status(): number {
    return STATUS[this.code];
  }

  toJSON() {
    return {
      error: { code: this.code, message: this.message, ...(this.field === undefined ? {} : { field: this.field }) },
    };
  }
}

/** The start cannot go on. The message is the one line that the operator reads before exit code 1. */
export class StartError extends Error {
  override name = 'StartError';
}
