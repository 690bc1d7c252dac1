// What is logged, and what never is: no address, no user agent, no query string, no body. On a terminal a line reads like
// a line; elsewhere it is JSON for the log's collector.
import type { FastifyServerOptions } from 'fastify';

/** A stream; on a terminal (`isTTY`) it is written to for people. */
export interface LogOutput {
  write(line: string): unknown;
  isTTY?: boolean;
}

interface Line {
  level: number;
  time: number;
  msg: string;
  err?: { message: string; stack?: string };
}

const LEVELS: Record<number, string> = { 20: 'debug', 30: 'info', 40: 'warning', 50: 'error', 60: 'fatal' };

function readable(text: string): string {
  const { level, time, msg, err } = JSON.parse(text) as Line;
  const clock = new Date(time).toTimeString().slice(0, 8);
  const detail = err ? `\n${err.stack ?? err.message}` : '';
  // Control characters could steer the terminal; JSON has escaped them, reading it has brought them back.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
  return `${clock} ${LEVELS[level] ?? level}: ${`${msg}${detail}`.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '?')}\n`;
}

export function loggerOptions(
  level: string,
  output: LogOutput,
): NonNullable<Exclude<FastifyServerOptions['logger'], boolean>> {
  return {
    level,
    base: null,
    serializers: {
      req: (request) => ({ method: request.method, route: request.routeOptions?.url ?? '(none)' }),
      res: (reply) => ({ statusCode: reply.statusCode }),
    },
    stream: { write: (line: string) => void output.write(output.isTTY ? readable(line) : line) },
  };
}
