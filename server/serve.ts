// Runs the server as a process: listen, say where, end in an orderly way. Used by main.ts and by the demo.
import closeWithGrace from 'close-with-grace';
import { buildApp } from './app.ts';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { StartError } from './errors.ts';

/** Longer than a commit takes; docker compose waits 30 s before it kills. */
const SHUTDOWN_MS = 10_000;

export interface Running {
  /** Where this process can be reached from this machine. */
  localAddress: string;
}

/** An address to open in a browser on this machine. */
function localAddress(host: string, port: number): string {
  const name = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

function explainListen(error: NodeJS.ErrnoException, config: Config): Error {
  const where = `${config.host}:${config.port}`;
  if (error.code === 'EADDRINUSE') {
    return new StartError(
      `Port ${config.port} is in use. Stop the other program, or set PORT to a free one (for example PORT=8081).`,
    );
  }
  if (error.code === 'EACCES')
    return new StartError(`Listening on ${where} is not permitted. Set PORT to a number above 1023.`);
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new StartError(`This machine has no address ${config.host}. Set HOST to one it has, or to 0.0.0.0.`);
  }
  return error;
}

/** Ctrl-C arrives twice: from the terminal, and from npm, which passes on what it was sent. Later on, it is impatience. */
const SAME_SIGNAL_MS = 1_000;

/** Tells `end` of the first signal; one that follows later than its echo ends the process at once. */
function endOnSignals(end: (signal: string) => void): void {
  let askedAt: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      const now = systemClock.monotonic();
      if (askedAt === undefined) {
        askedAt = now;
        end(signal);
      } else if (now - askedAt > SAME_SIGNAL_MS) process.exit(1);
    });
  }
}

/** Rejects with a StartError when the start cannot go on. `say` prints a line for the operator. */
export async function serve(config: Config, say: (line: string) => void): Promise<Running> {
  // Thrown, so that it takes the way of every error that nobody foresaw: logged, streams and hits ended, exit code 1.
  const onDeath = (error: Error) => {
    setImmediate(() => {
      throw error;
    });
  };
  const app = await buildApp(config, { clock: systemClock, logOutput: process.stdout, onDeath });

  try {
    await app.http.listen({
      host: config.host,
      port: config.port,
      listenTextResolver: (where) => `listening on ${where}`,
    });
  } catch (error) {
    await app.close();
    throw explainListen(error as NodeJS.ErrnoException, config);
  }
  const bound = app.http.server.address();
  const local = localAddress(config.host, typeof bound === 'object' && bound ? bound.port : config.port);
  const address = config.baseUrl ?? local;

  const closing = closeWithGrace(
    { delay: SHUTDOWN_MS, logger: false, skip: ['SIGINT', 'SIGTERM'] },
    async ({ err }) => {
      if (err) app.http.log.fatal({ err }, 'ending after an error; start again to recover');
      await app.close().catch((error) => {
        app.http.log.fatal({ err: error }, 'the end went wrong; start again to recover');
        throw error;
      });
      if (!err) say('Ended. Nothing that was acknowledged is lost.');
    },
  );
  endOnSignals((signal) => {
    say(`Ending (${signal}): finishing what was begun …`);
    closing.close();
  });

  say(`Headcount is running on ${address}`);
  if (address !== local) say(`On this machine: ${local}`);
  const token = app.setupToken();
  if (token !== undefined)
    say(`Set it up here (this link works once, until there is an account): ${address}/setup#token=${token}`);
  return { localAddress: local };
}
