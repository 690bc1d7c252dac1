// One of a few, as underlined words with the chosen one marked; underneath, plain radio buttons.
import { useId } from 'react';
import hidden from './hidden.module.css';
import styles from './words.module.css';

interface Option<T extends string> {
  value: T;
  word: string;
  /** Of the word, where that is not the page's. */
  lang?: string | undefined;
}

interface Props<T extends string> {
  legend: string;
  options: readonly Option<T>[];
  chosen: T;
  onChoose: (value: T) => void;
}

export function Choice<T extends string>({ legend, options, chosen, onChoose }: Props<T>) {
  const name = useId();
  return (
    <fieldset className={styles.row}>
      <legend className={hidden.hidden}>{legend}</legend>
      {options.map(({ value, word, lang }) => (
        <label key={value}>
          <input
            type="radio"
            name={name}
            value={value}
            checked={value === chosen}
            onChange={() => onChoose(value)}
            className={`${hidden.hidden} ${styles.choice}`}
          />
          <span className={styles.word} lang={lang}>
            {word}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
