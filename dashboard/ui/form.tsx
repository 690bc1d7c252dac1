// Forms that put the server's words where they belong: an error about a field beside that field, any other one above the
// button, and all of them announced.
import { createContext, type ReactNode, type RefObject, type SubmitEvent, use, useEffect, useId, useRef } from 'react';
import { ApiError } from '../api-error.ts';
import styles from './form.module.css';

const FieldError = createContext<ApiError | null>(null);

interface FormProps {
  /** What went wrong at the last try. */
  error: Error | null;
  /** The names of the fields inside; an error about anything else concerns the whole form. */
  fields: readonly string[];
  button: string;
  isBusy: boolean;
  /** What it does cannot be undone. */
  isGrave?: boolean;
  onSubmit: (values: Record<string, string>) => void;
  children: ReactNode;
}

export function Form({ error, fields, button, isBusy, isGrave = false, onSubmit, children }: FormProps) {
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
      <button type="submit" className={`${styles.button} ${isGrave ? styles.grave : ''}`} aria-disabled={isBusy}>
        {button}
      </button>
    </form>
  );
}

interface FieldProps {
  name: string;
  label: string;
  hint?: string;
  type?: 'text' | 'email' | 'password' | 'date';
  autoComplete?: string;
  inputMode?: 'url';
  placeholder?: string;
  defaultValue?: string;
  list?: string;
  autoFocus?: boolean;
}

/** One line. */
export function Field({ name, label, hint, autoFocus = false, ...rest }: FieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const { ids, message, field } = useField(name, hint, input);

  // By hand, and once: the attribute would also fire when a form that was closed is opened again.
  useEffect(() => {
    if (autoFocus) input.current?.focus();
  }, [autoFocus]);

  return (
    <Labelled ids={ids} label={label} hint={hint} message={message}>
      <input ref={input} className={styles.input} {...field} {...rest} />
    </Labelled>
  );
}

interface LinesProps {
  name: string;
  label: string;
  hint: string;
  value: string;
  onChange: (value: string) => void;
  /** What stands below it. */
  children?: ReactNode;
}

interface ChoiceProps {
  name: string;
  label: string;
  hint: string;
  defaultValue: string;
  options: readonly { value: string; word: string }[];
}

/** One of a few, which counts when the form is sent. */
export function Selection({ name, label, hint, defaultValue, options }: ChoiceProps) {
  const select = useRef<HTMLSelectElement>(null);
  const { ids, message, field } = useField(name, hint, select);
  return (
    <Labelled ids={ids} label={label} hint={hint} message={message}>
      <select ref={select} className={styles.input} defaultValue={defaultValue} {...field}>
        {options.map(({ value, word }) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

/** A list, one entry per line. */
export function Lines({ name, label, hint, value, onChange, children }: LinesProps) {
  const text = useRef<HTMLTextAreaElement>(null);
  const { ids, message, field } = useField(name, hint, text);
  return (
    <Labelled ids={ids} label={label} hint={hint} message={message} below={children}>
      <textarea
        ref={text}
        className={`${styles.input} ${styles.lines}`}
        rows={2}
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        {...field}
      />
    </Labelled>
  );
}

/** What every field has: a label, what the server says of it, and the focus when it says something. */
function useField(name: string, hint: string | undefined, element: RefObject<HTMLElement | null>) {
  const id = useId();
  const ids = { field: id, hint: `${id}-hint`, error: `${id}-error` };
  const error = use(FieldError);
  const message = error?.field === name ? error.message : null;

  useEffect(() => {
    if (message !== null) element.current?.focus();
  }, [message, element]);

  const field = {
    id,
    name,
    autoCapitalize: 'none',
    spellCheck: false,
    'aria-invalid': message !== null,
    'aria-describedby': `${hint ? ids.hint : ''} ${message ? ids.error : ''}`.trim() || undefined,
  };
  return { ids, message, field };
}

interface LabelledProps {
  ids: { field: string; hint: string; error: string };
  label: string;
  hint: string | undefined;
  message: string | null;
  below?: ReactNode;
  children: ReactNode;
}

const Labelled = ({ ids, label, hint, message, below, children }: LabelledProps) => (
  <div className={styles.field}>
    <label className={styles.label} htmlFor={ids.field}>
      {label}
    </label>
    {hint && (
      <span className={styles.hint} id={ids.hint}>
        {hint}
      </span>
    )}
    {children}
    {message && (
      <span role="alert" className={styles.error} id={ids.error}>
        {message}
      </span>
    )}
    {below}
  </div>
);
