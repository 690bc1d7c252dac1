// Referrers that exist to be seen in statistics. The list is Matomo's (matomo-org/referrer-spam-list, public domain) and not
// part of Headcount: who wants it puts spammers.txt into the data folder; it is read at the start.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { domainToASCII } from 'node:url';
import { StartError } from '../errors.ts';
import { longestSuffix } from './host-suffix.ts';

const SPAM_FILE = 'spammers.txt';

export interface SpamList {
  /** Whether this host (lower case, as URL gives it) or a domain above it is on the list. Never throws. */
  isSpam(host: string): boolean;
  /** How many names are on the list. */
  size: number;
}

/** One host per line; blank lines, comments (#) and what is no full host name are passed over, so `com` blocks nothing. */
function parse(text: string): Set<string> {
  const names = text
    .split('\n')
    .map((line) =>
      domainToASCII(
        (line.split('#')[0] ?? '')
          .replace('\ufeff', '')
          .trim()
          .replace(/^www\./i, ''),
      ),
    )
    .filter((name) => /^[^.].*\.[^.]+$/.test(name));
  return new Set(names);
}

/** Empty when the data folder has no list. Throws a StartError when there is one that cannot be read. */
export function openSpamList(dataDir: string): SpamList {
  const file = join(dataDir, SPAM_FILE);
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') {
      throw new StartError(`Cannot read ${file} (${code}). Make it a readable file, or remove it.`);
    }
  }
  const names = parse(text);
  return {
    isSpam: (host) => names.size > 0 && longestSuffix(host, names) !== undefined,
    size: names.size,
  };
}
