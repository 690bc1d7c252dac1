// A blog and a collector in one small server, with real sockets: it serves pages and the built script, records what
// arrives, and answers as it is told to. blog.test and stats.test are its two hosts, so every message is cross-origin.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';
import { Hit, MAX_HIT_BYTES } from '../../../server/contract/hit.ts';

/** A message as it came in. `at` is in milliseconds of this process. */
export interface Received {
  at: number;
  method: string;
  url: string;
  contentType: string | undefined;
  /** What the browser says a request is for when nobody may ever look at its page. */
  purpose: string | string[] | undefined;
  raw: string;
  hit: Hit;
}

/** What a message gets instead of 202 or 204. `stored: true` takes the message first, and then fails to say so. */
export interface Answer {
  status?: number;
  retryAfter?: string;
  /** Breaks the connection instead of answering. */
  drop?: boolean;
  stored?: boolean;
}

export interface RecordingServer {
  blog: string;
  /** The host of the script and the collector; a request for /s/hang is never answered. */
  stats: string;
  port: number;
  received: Received[];
  /** What the collector's contract refuses, with its reasons: the script must never send such a thing. */
  refused: string[];
  /** The views and events that a server would have in its books: one for each (s, p, q), however often it was sent. */
  stored: Map<string, Hit>;
  /** Page requests (method and path), preflights among them. */
  requests: string[];
  /** The answers to the next messages of this kind, in order; then all is well again. */
  answerNext(kind: Hit['k'], ...answers: Answer[]): void;
  /** Serves `html` at `path`; any other path shows a page that has its path for a title. */
  serve(path: string, html: string): void;
  /** The snippet as the dashboard shows it, with other attributes if need be. */
  snippet(attributes?: string): string;
  kinds(): string;
  of<Kind extends Hit['k']>(kind: Kind): Extract<Hit, { k: Kind }>[];
  /** Resolves with the messages once there are `count` of `kind`; complains after half a minute. */
  until<Kind extends Hit['k']>(kind: Kind, count: number): Promise<Extract<Hit, { k: Kind }>[]>;
  close(): Promise<void>;
}

let script: Promise<string> | undefined;

/** The script as `vite build` makes it, from the current source and without touching dist/. */
export const builtScript = (): Promise<string> => {
  script ??= (async () => {
    const configFile = fileURLToPath(new URL('../../vite.config.ts', import.meta.url));
    const outputs = (await build({
      configFile,
      logLevel: 'silent',
      build: { write: false },
    })) as Rolldown.RolldownOutput[];
    return outputs[0]!.output[0].code;
  })();
  return script;
};

export const startRecordingServer = async (): Promise<RecordingServer> => {
  const code = (await builtScript()).replace('%COLLECT%', 'hit');
  const pages = new Map<string, string>();
  const answers = new Map<string, Answer[]>();
  const sockets = new Set<Socket>();
  const received: Received[] = [];
  const refused: string[] = [];
  const stored = new Map<string, Hit>();
  const requests: string[] = [];

  const defaultPage = (path: string): string => `<!doctype html><title>${path}</title>${server.snippet()}`;

  const http = createServer(async (request, response) => {
    const path = request.url ?? '';
    const isMessage = request.method === 'POST' && path === '/s/hit';
    if (!isMessage) {
      requests.push(`${request.method} ${path}`);
      if (path.startsWith('/s/hang')) return;
      if (path.startsWith('/s/headcount.js')) {
        // A module is fetched with CORS, whatever its attributes say.
        response.setHeader('access-control-allow-origin', '*');
        response.setHeader('connection', 'close');
        response.setHeader('content-type', 'text/javascript; charset=utf-8').end(code);
      } else {
        const html = pages.get(path.replace(/\?.*/, '')) ?? defaultPage(path);
        response.setHeader('content-type', 'text/html; charset=utf-8').end(html);
      }
      return;
    }

    const raw = await bodyOf(request);
    const { 'content-type': contentType, 'sec-purpose': purpose } = request.headers;
    const reading = read(raw);
    if (typeof reading === 'string') {
      refused.push(`${reading}: ${raw}`);
      response.writeHead(400).end();
      return;
    }
    const hit = reading;
    const answer = answers.get(hit.k)?.shift() ?? { stored: true };
    if ((hit.k === 'view' || hit.k === 'event') && answer.stored) stored.set(`${hit.s} ${hit.p} ${hit.q}`, hit);
    received.push({ at: performance.now(), method: request.method ?? '', url: path, contentType, purpose, raw, hit });
    if (answer.drop) {
      request.socket.destroy();
      return;
    }
    // A browser resends by itself what is lost on a connection that it has used before; so none is used again.
    response.setHeader('connection', 'close');
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-expose-headers', 'retry-after, x-headcount-dropped');
    if (answer.retryAfter !== undefined) response.setHeader('retry-after', answer.retryAfter);
    response.writeHead(answer.status ?? ('q' in hit ? 202 : 204)).end();
  });
  http.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;

  const server: RecordingServer = {
    blog: `http://blog.test:${port}`,
    stats: `http://stats.test:${port}`,
    port,
    received,
    refused,
    stored,
    requests,
    answerNext: (kind, ...next) => void answers.set(kind, next),
    serve: (path, html) => void pages.set(path, html),
    snippet: (attributes = 'defer data-site="blog.test"') =>
      `<script src="http://stats.test:${port}/s/headcount.js" ${attributes}></script>`,
    kinds: () => received.map(({ hit }) => hit.k).join(' '),
    of: <Kind extends Hit['k']>(kind: Kind) =>
      received.map(({ hit }) => hit).filter((hit): hit is Extract<Hit, { k: Kind }> => hit.k === kind),
    async until(kind, count) {
      const end = performance.now() + 30_000;
      while (server.of(kind).length < count) {
        if (performance.now() > end) throw new Error(`no ${count} of ${kind} in half a minute, but: ${server.kinds()}`);
        await pause(10);
      }
      return server.of(kind);
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return server;
};

/** Real time, for what only the browser can decide. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  return body;
};

/** The message, or why it is none. */
const read = (raw: string): Hit | string => {
  if (Buffer.byteLength(raw) > MAX_HIT_BYTES) return 'too long';
  try {
    const { success, data, error } = Hit.safeParse(JSON.parse(raw));
    return success ? data : error.message;
  } catch {
    return 'no JSON';
  }
};
