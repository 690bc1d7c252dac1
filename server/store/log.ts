// Where the store says what an operator should know. Shaped like the server's log, which it knows nothing of.

export interface Log {
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}
