// One of a few, as underlined words with the chosen one marked; underneath, plain radio buttons.
import { useId } from 'react';
import hidden from './hidden.module.css';
import styles from './words.module.css';

interface Props<T extends string> {
  legend: string;
  options: readonly T[];
  chosen: T;
  onChoose: (option: T) => void;
}

export function Choice<T extends string>({ legend, options, chosen, onChoose }: Props<T>) {
  const name = useId();
  return (
    <fieldset className={styles.row}>
      <legend className={hidden.hidden}>{legend}</legend>
      {options.map((option) => (
        <label key={option}>
          <input
            type="radio"
            name={name}
            value={option}
            checked={option === chosen}
            onChange={() => onChoose(option)}
            className={`${hidden.hidden} ${styles.choice}`}
          />
          <span className={styles.word}>{option}</span>
        </label>
      ))}
    </fieldset>
  );
}
