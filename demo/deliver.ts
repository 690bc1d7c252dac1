// Brings what the readers' browsers say to the collector, over HTTP and each under its own address. Bounded: a server that
// is slow or gone costs a waiting list of a fixed length, and no error leaves this file.
import type { Hit } from '../server/contract/hit.ts';
import type { Reader } from './readers.ts';

const MAX_UNDER_WAY = 32;
/** Half a minute of what all readers say; beyond it messages are lost, as they are in a bad network. */
const MAX_WAITING = 1_000;
const TIMEOUT_MS = 5_000;

export interface Delivery {
  send(hit: Hit, reader: Reader): void;
  /** Nothing is sent after this; what is under way may finish. */
  stop(): void;
}

/** `url` is where the collector takes hits; it must believe X-Forwarded-For from here. */
export function createDelivery(url: string): Delivery {
  const waiting: (() => Promise<void>)[] = [];
  let underWay = 0;
  let stopped = false;

  async function post(hit: Hit, reader: Reader): Promise<void> {
    const reply = await fetch(url, {
      method: 'POST',
      headers: { 'user-agent': reader.userAgent, 'x-forwarded-for': reader.address },
      body: JSON.stringify(hit), // a string goes as text/plain, like the tracker's
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await reply.arrayBuffer(); // read to its end, else the connection is not used again
  }

  function fill(): void {
    while (underWay < MAX_UNDER_WAY) {
      const next = waiting.shift();
      if (!next) return;
      underWay += 1;
      void next()
        .catch(() => {}) // the lease ends by itself, the next reader has better luck
        .finally(() => {
          underWay -= 1;
          fill();
        });
    }
  }

  return {
    send(hit, reader) {
      if (stopped || waiting.length >= MAX_WAITING) return;
      waiting.push(() => post(hit, reader));
      fill();
    },
    stop() {
      stopped = true;
      waiting.length = 0;
    },
  };
}
