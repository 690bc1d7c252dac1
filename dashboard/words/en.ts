// English: the language in which messages are written first. A file for each room; the other languages have the same files with the
// same keys. `as const`, so that the compiler knows each message's arguments.
import accounts from './en/accounts.ts';
import format from './en/format.ts';
import ui from './en/ui.ts';

const en = { accounts, format, ui } as const;
export default en;

export type English = typeof en;
/** What a room's file has to hold in another language: every message, and no other. */
export type Room<Name extends keyof English> = { readonly [key in keyof English[Name]]: string };
/** A language. */
export type Catalogue = { readonly [name in keyof English]: Room<name> };
