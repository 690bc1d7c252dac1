// One server-sent event as bytes. Pure. `data` is always JSON, which never holds a line break, and the event's name comes
// from a closed list: so no visitor's string can forge a frame (CWE-93, the bug of several libraries in 2026).

export type FrameName = 'state' | 'unregistered' | 'notices' | 'ping' | 'bye' | 'here';

export function sseFrame(event: FrameName, data: unknown): Buffer {
  return Buffer.from(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

/** What a stream begins with: how long a browser waits before it reconnects, and a first byte that proxies flush. */
export const SSE_PREAMBLE = Buffer.from('retry: 3000\n:\n\n');
