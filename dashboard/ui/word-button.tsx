// A small deed, written as an underlined word.
import type { ComponentProps } from 'react';
import styles from './words.module.css';

interface Props extends ComponentProps<'button'> {
  /** Less loud than a choice. */
  isQuiet?: boolean;
}

export const WordButton = ({ isQuiet = false, ...rest }: Props) => (
  <button type="button" className={`${styles.word} ${isQuiet ? styles.quiet : ''}`} {...rest} />
);
