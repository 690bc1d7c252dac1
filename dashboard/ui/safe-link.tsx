// The only way to a link whose address was written by somebody else (a tracked page, a referrer, a site's host): http and
// https alone, never javascript:, and nothing is told to the page behind it.
import type { ReactNode } from 'react';

interface Props {
  href: string | null;
  children: ReactNode;
  className?: string | undefined;
  /** For those who do not see it, where the text alone says too little. */
  label?: string | undefined;
}

/** Without a safe address it is plain text. */
export function SafeLink({ href, children, className, label }: Props) {
  if (href === null || !isWebAddress(href)) return <span className={className}>{children}</span>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" className={className} aria-label={label}>
      {children}
    </a>
  );
}

function isWebAddress(href: string): boolean {
  return URL.canParse(href) && /^https?:$/.test(new URL(href).protocol);
}
