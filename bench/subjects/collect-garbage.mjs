// Loaded into the server before its own code, for the measurement of memory only: SIGWINCH collects the garbage of every
// thread. The server itself has no such hook. Needs --expose-gc.
import { isMainThread } from 'node:worker_threads';

// Only the main thread hears signals; the others are told by it. This signal is nobody else's: SIGUSR1 starts Node's
// debugger, and SIGUSR2 ends the server.
const threads = new BroadcastChannel('collect-garbage');
threads.unref();

if (isMainThread) {
  process.on('SIGWINCH', () => {
    threads.postMessage('now');
    globalThis.gc?.();
  });
} else threads.onmessage = () => globalThis.gc?.();
