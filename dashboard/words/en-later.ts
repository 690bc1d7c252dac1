// English, of what is fetched when somebody goes there: settings, the first steps, all sites, the list of shortcuts. Apart from en.ts,
// so that who looks at numbers does not load it.
import keys from './en/keys.ts';
import overview from './en/overview.ts';
import settings from './en/settings.ts';
import start from './en/start.ts';

const en = { keys, overview, settings, start } as const;
export default en;

export type Later = typeof en;
/** What a room's file has to hold in another language: every message, and no other. */
export type LaterRoom<Name extends keyof Later> = { readonly [key in keyof Later[Name]]: string };
export type LaterCatalogue = { readonly [name in keyof Later]: LaterRoom<name> };
