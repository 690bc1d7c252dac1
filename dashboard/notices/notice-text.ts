// A notice of the server in the reader's language, by its code; in the server's own words where a newer one says what is not known here.
import type { Notices } from '../../server/contract/browser.ts';
import { words } from '../words/words.ts';

const t = words('notices');

export function textOf({ code, text, site = '', dimension = '', peer = '' }: Notices['notices'][number]): string {
  switch (code) {
    case 'disk_full':
      return t(code);
    case 'many_values':
      return t(code, { site, dimension });
    case 'declared_address':
    case 'no_forwarded_for':
    case 'one_address':
    case 'untrusted_forwarded':
      return t(code, { peer });
    default:
      return text;
  }
}
