// One of a few, each an underlined word with a sentence below that says what it means.
import { useId } from 'react';
import styles from './explained-choice.module.css';
import hidden from './hidden.module.css';
import words from './words.module.css';

interface Option<T extends string> {
  value: T;
  word: string;
  meaning: string;
}

interface Props<T extends string> {
  legend: string;
  hint: string;
  options: readonly Option<T>[];
  chosen: T;
  onChoose: (value: T) => void;
}

export function ExplainedChoice<T extends string>({ legend, hint, options, chosen, onChoose }: Props<T>) {
  const id = useId();
  return (
    <fieldset className={styles.choice} aria-describedby={`${id}-hint`}>
      <legend className={styles.legend}>{legend}</legend>
      <p id={`${id}-hint`} className={styles.meaning}>
        {hint}
      </p>
      {options.map(({ value, word, meaning }) => (
        <div key={value}>
          <label>
            <input
              type="radio"
              name={id}
              value={value}
              checked={value === chosen}
              onChange={() => onChoose(value)}
              aria-describedby={`${id}-${value}`}
              className={`${hidden.hidden} ${words.choice}`}
            />
            <span className={words.word}>{word}</span>
          </label>
          <p id={`${id}-${value}`} className={styles.meaning}>
            {meaning}
          </p>
        </div>
      ))}
    </fieldset>
  );
}
