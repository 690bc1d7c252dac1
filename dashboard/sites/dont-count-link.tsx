// Leaves one's own device out: the site's own page remembers it, in this browser alone.
import { SafeLink } from '../ui/safe-link.tsx';
import { code } from '../words/rich.tsx';
import { words } from '../words/words.ts';
import { siteOrigin } from './site-address.ts';

const t = words('sites');

export const DontCountLink = ({ host }: { host: string }) => (
  <p>
    {t.rich('dontCount', {
      code,
      host,
      link: (text) => <SafeLink href={`${siteOrigin(host)}/#headcount=off`}>{text}</SafeLink>,
    })}
  </p>
);
