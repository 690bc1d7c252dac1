// Forms that put the server's words where they belong: an error about a field beside that field, any other one above the
// button, and all of them announced.
import { createContext, type ReactNode, type SubmitEvent, use, useEffect, useId, useRef } from 'react';
import { ApiError } from '../api.ts';
import styles from './form.module.css';

const FieldError = createContext<ApiError | null>(null);

interface FormProps {
  /** What went wrong at the last try. */
  error: Error | null;
  /** The names of the fields inside; an error about anything else concerns the whole form. */
  fields: readonly string[];
  button: string;
  isBusy: boolean;
  onSubmit: (values: Record<string, string>) => void;
  children: ReactNode;
}

export function Form({ error, fields, button, isBusy, onSubmit, children }: FormProps) {
  const ofField = error instanceof ApiError && error.field !== undefined && fields.includes(error.field) ? error : null;

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isBusy) return;
    const values = [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)]);
    onSubmit(Object.fromEntries(values));
  }

  // method=post: should the script fail, the browser must not put a password into the address.
  return (
    <form className={styles.form} method="post" noValidate onSubmit={submit}>
      <FieldError value={ofField}>{children}</FieldError>
      {error && !ofField && (
        <p role="alert" className={styles.error}>
          {error.message}
        </p>
      )}
      <button type="submit" className={styles.button} aria-disabled={isBusy}>
        {button}
      </button>
    </form>
  );
}

interface FieldProps {
  name: string;
  label: string;
  hint?: string;
  type?: 'text' | 'email' | 'password';
  autoComplete?: string;
  inputMode?: 'url';
  placeholder?: string;
  defaultValue?: string;
  list?: string;
  autoFocus?: boolean;
}

export function Field({ name, label, hint, autoFocus = false, ...rest }: FieldProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const error = use(FieldError);
  const message = error?.field === name ? error.message : null;

  // By hand, and once: the attribute would also fire when a form that was closed is opened again.
  useEffect(() => {
    if (autoFocus) input.current?.focus();
  }, [autoFocus]);
  useEffect(() => {
    if (message !== null) input.current?.focus();
  }, [message]);

  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {hint && (
        <span className={styles.hint} id={`${id}-hint`}>
          {hint}
        </span>
      )}
      <input
        ref={input}
        id={id}
        name={name}
        className={styles.input}
        autoCapitalize="none"
        spellCheck={false}
        aria-invalid={message !== null}
        aria-describedby={`${hint ? `${id}-hint` : ''} ${message ? `${id}-error` : ''}`.trim() || undefined}
        {...rest}
      />
      {message && (
        <span role="alert" className={styles.error} id={`${id}-error`}>
          {message}
        </span>
      )}
    </div>
  );
}
