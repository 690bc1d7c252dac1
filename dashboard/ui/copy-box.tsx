// A few lines to take along: shown whole, selected at a touch, copied by a word.
import { useId, useRef, useState } from 'react';
import { words } from '../words/words.ts';
import styles from './copy-box.module.css';
import { copyText } from './copy-text.ts';
import hidden from './hidden.module.css';
import { WordButton } from './word-button.tsx';

const t = words('ui');

interface Props {
  /** What it is, for those who listen to the page. */
  label: string;
  text: string;
  /** What the word below says, e.g. `copy the snippet`. */
  deed: string;
  rows: number;
}

export function CopyBox({ label, text, deed, rows }: Props) {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [said, setSaid] = useState('');

  async function copy() {
    if (!field.current) return;
    setSaid('');
    setSaid((await copyText(field.current)) ? t('copied') : t('selected'));
  }

  return (
    <div className={styles.box}>
      <label htmlFor={id} className={hidden.hidden}>
        {label}
      </label>
      <textarea
        ref={field}
        id={id}
        className={styles.text}
        readOnly
        rows={rows}
        spellCheck={false}
        value={text}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div className={styles.deeds}>
        <WordButton onClick={() => void copy()}>{deed}</WordButton>
        <span role="status">{said}</span>
      </div>
    </div>
  );
}
