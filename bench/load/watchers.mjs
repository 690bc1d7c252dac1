// Open dashboards: streams of the live state that are read as fast as they come.
import { get } from 'node:http';

/**
 * Opens `count` streams and resolves when each has its first frame.
 * @param {string} url
 * @param {string} cookie
 * @param {number} count
 */
export async function openWatchers(url, cookie, count) {
  let frames = 0;
  let isClosed = false;
  /** @type {Set<import('node:http').ClientRequest>} */
  const requests = new Set();

  function open(/** @type {() => void} */ onFirst, /** @type {(error: Error) => void} */ onError) {
    const request = get(url, { headers: { cookie, accept: 'text/event-stream' }, agent: false }, (answer) => {
      if (answer.statusCode !== 200) onError(new Error(`a watcher was answered ${answer.statusCode}`));
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => {
        frames += chunk.split('event: state').length - 1;
        onFirst();
      });
      answer.on('close', () => {
        requests.delete(request);
        if (!isClosed) open(onFirst, onError); // streams end after some minutes; a dashboard opens the next one
      });
    });
    request.on('error', (error) => {
      if (!isClosed) onError(error);
    });
    requests.add(request);
  }

  await Promise.all(
    Array.from({ length: count }, () => new Promise((resolve, reject) => open(() => resolve(undefined), reject))),
  );
  return {
    /** States that came, over all streams. */
    frames: () => frames,
    close() {
      isClosed = true;
      for (const request of requests) request.destroy();
    },
  };
}
