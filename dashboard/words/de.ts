// Deutsch. Wer liest, wird weder geduzt noch gesiezt, wo es sich vermeiden lässt.
import accounts from './de/accounts.ts';
import format from './de/format.ts';
import ui from './de/ui.ts';
import type { Catalogue } from './en.ts';

export default { accounts, format, ui } satisfies Catalogue;
