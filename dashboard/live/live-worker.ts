// The shared worker: one connection for all tabs of this browser. Over HTTP/1.1 a browser has six connections to a server, and
// with a stream for each tab the seventh tab would not even load. It ends with its last tab.
import { browserWorld } from './browser-world.ts';
import { createLiveStream } from './live-stream.ts';
import { createTabs } from './tabs.ts';

const tabs = createTabs(browserWorld.clock, (world) => createLiveStream({ ...browserWorld, ...world }));

addEventListener('connect', (event) => {
  for (const port of (event as MessageEvent).ports) tabs.connect(port);
});
