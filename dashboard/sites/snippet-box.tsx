// The script tag to paste into the blog's pages, and a way to take it along.
import type { Site } from '../../server/contract/browser.ts';
import { CopyBox } from '../ui/copy-box.tsx';
import layout from '../ui/layout.module.css';

export const SnippetBox = ({ site }: { site: Site }) => (
  <>
    <CopyBox label="Snippet" text={site.snippet} deed="copy the snippet" rows={3} />
    {site.snippetWarning === 'plain_http' && (
      <p className={layout.notice} role="note" data-warning="plain_http">
        <strong>This server speaks plain http.</strong> A page on https will refuse to load the script: browsers block
        that. It works for pages on http; for all others, put headcount behind https.
      </p>
    )}
  </>
);
