// One server-sent event as bytes. Pure. `data` is always JSON, which never holds a line break, and the event's name comes
// from a closed list: so no visitor's string can forge a frame (CWE-93, the bug of several libraries in 2026).

export type FrameName = 'state' | 'hits' | 'unregistered' | 'notices' | 'gone' | 'ping' | 'bye' | 'here';

/** `id`: letters, digits and dots; what a browser that comes back says it saw last. */
export function sseFrame(event: FrameName, data: unknown, id?: string): Buffer {
  const idLine = id === undefined ? '' : `id: ${id}\n`;
  return Buffer.from(`event: ${event}\n${idLine}data: ${JSON.stringify(data)}\n\n`);
}

/** What a stream begins with: how long a browser waits before it reconnects, and a first byte that proxies flush. */
export const SSE_PREAMBLE = Buffer.from('retry: 3000\n:\n\n');
