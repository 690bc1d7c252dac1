// Deutsch, was erst geladen wird, wenn jemand dorthin geht.
import keys from './de/keys.ts';
import overview from './de/overview.ts';
import settings from './de/settings.ts';
import start from './de/start.ts';
import type { LaterCatalogue } from './en-later.ts';

export default { keys, overview, settings, start } satisfies LaterCatalogue;
