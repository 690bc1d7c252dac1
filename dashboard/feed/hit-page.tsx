// The page of a hit, by its title where there is one; a link to it.
import { drawable, formatPath } from '../format.ts';
import { pageAddress } from '../sites/site-address.ts';
import { SafeLink } from '../ui/safe-link.tsx';

interface Props {
  hit: { host: string; path: string; title: string };
  /** Of the site: another one is told. */
  host: string;
}

export const HitPage = ({ hit, host }: Props) => (
  <SafeLink href={pageAddress(hit.host, hit.path)}>
    {hit.title.trim() === '' ? (
      <bdi dir="ltr">{`${hit.host === host ? '' : drawable(hit.host)}${formatPath(hit.path)}`}</bdi>
    ) : (
      <bdi>{drawable(hit.title)}</bdi>
    )}
  </SafeLink>
);
