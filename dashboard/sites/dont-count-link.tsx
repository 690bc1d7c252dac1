// Leaves one's own device out: the site's own page remembers it, in this browser alone.
import { SafeLink } from '../ui/safe-link.tsx';
import { siteOrigin } from './site-address.ts';

export const DontCountLink = ({ host }: { host: string }) => (
  <p>
    <SafeLink href={`${siteOrigin(host)}/#headcount=off`}>don’t count this device</SafeLink>: opens {host}, where this
    browser will remember it. <code>#headcount=on</code> behind the address undoes it.
  </p>
);
