// Deutsch. Wer liest, wird weder geduzt noch gesiezt, wo es sich vermeiden lässt.
import accounts from './de/accounts.ts';
import type { Catalogue } from './en.ts';

export default { accounts } satisfies Catalogue;
