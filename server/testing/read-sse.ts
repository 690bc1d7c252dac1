// A client of its own for server-sent events: reads a stream to its end, or until it has seen what the test waits for.

export interface SseEvent {
  event: string;
  id?: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it freely
  data: any;
}

export interface SseReader {
  response: Response;
  events: SseEvent[];
  /** Resolves with the first event, past or coming, that `wanted` accepts; rejects when the stream ends or after 5 s. */
  until(wanted: (event: SseEvent) => boolean): Promise<SseEvent>;
  /** Resolves when the server has ended the stream. */
  ended: Promise<void>;
  close(): void;
}

export async function readSse(url: string, cookie: string, more: { [name: string]: string } = {}): Promise<SseReader> {
  const abort = new AbortController();
  const headers = { accept: 'text/event-stream', cookie, ...more };
  const response = await fetch(url, { headers, signal: abort.signal });
  const events: SseEvent[] = [];
  const listeners = new Set<() => void>();
  let isOver = false;

  function take(block: string): void {
    const fields = block.split('\n').map((line) => /^(\w*): ?(.*)$/.exec(line) ?? []);
    const field = (name: string) => fields.find(([, key]) => key === name)?.[2];
    const data = field('data');
    if (data === undefined) return;
    events.push({ event: field('event') ?? 'message', id: field('id'), data: JSON.parse(data) });
    for (const listener of listeners) listener();
  }

  const ended = (async () => {
    let text = '';
    try {
      for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
        text += chunk;
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        blocks.forEach(take);
      }
    } catch {
      // aborted by close(), or cut by the server: over either way
    }
    isOver = true;
    for (const listener of listeners) listener();
  })();

  return {
    response,
    events,
    ended,
    until: (wanted) =>
      new Promise((resolve, reject) => {
        const giveUp = (why: string) =>
          finish(() => reject(new Error(`${why}; seen: ${JSON.stringify(events).slice(-2000)}`)));
        const timer = setTimeout(() => giveUp('not seen within 5 s'), 5000);
        const finish = (settle: () => void) => {
          clearTimeout(timer);
          listeners.delete(look);
          settle();
        };
        const look = () => {
          const found = events.find(wanted);
          if (found) finish(() => resolve(found));
          else if (isOver) giveUp('the stream ended');
        };
        listeners.add(look);
        look();
      }),
    close: () => abort.abort(),
  };
}
