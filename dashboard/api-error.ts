// What every request of the dashboard fails with: a sentence for the person at the screen, and what it is about.
import type { ErrorReply } from '../server/contract/browser.ts';

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** The field of the form that the message is about. */
  readonly field: string | undefined;

  constructor(status: number, { code, message, field }: ErrorReply['error']) {
    super(message);
    this.status = status;
    this.code = code;
    this.field = field;
  }
}
