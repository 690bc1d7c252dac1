// The script tag to paste into the blog's pages, and a way to take it along.
import { useId, useRef, useState } from 'react';
import type { Site } from '../../server/contract/browser.ts';
import { copyText } from '../ui/copy-text.ts';
import hidden from '../ui/hidden.module.css';
import layout from '../ui/layout.module.css';
import { WordButton } from '../ui/word-button.tsx';
import styles from './snippet-box.module.css';

export function SnippetBox({ site }: { site: Site }) {
  const id = useId();
  const snippet = useRef<HTMLTextAreaElement>(null);
  const [said, setSaid] = useState('');

  async function copy() {
    if (!snippet.current) return;
    setSaid('');
    setSaid((await copyText(snippet.current)) ? 'copied' : 'it is selected: press Ctrl+C');
  }

  return (
    <div className={styles.box}>
      <label htmlFor={id} className={hidden.hidden}>
        Snippet
      </label>
      <textarea
        ref={snippet}
        id={id}
        className={styles.snippet}
        readOnly
        rows={3}
        spellCheck={false}
        value={site.snippet}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div className={styles.deeds}>
        <WordButton onClick={() => void copy()}>copy the snippet</WordButton>
        <span role="status">{said}</span>
      </div>
      {site.snippetWarning === 'plain_http' && (
        <p className={layout.notice} role="note" data-warning="plain_http">
          <strong>This server speaks plain http.</strong> A page on https will refuse to load the script: browsers block
          that. It works for pages on http; for all others, put headcount behind https.
        </p>
      )}
    </div>
  );
}
