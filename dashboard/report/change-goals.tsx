// Names a goal, gives it another name, and takes it away: at once, and back by a word.
import { useEffect, useRef, useState } from 'react';
import type { Goal } from '../../server/contract/browser.ts';
import { drawable } from '../format.ts';
import { Field, Form } from '../ui/form.tsx';
import layout from '../ui/layout.module.css';
import { WordButton } from '../ui/word-button.tsx';
import { words } from '../words/words.ts';
import styles from './change-goals.module.css';
import { meaningOf } from './goal-meaning.ts';
import { NewGoal } from './new-goal.tsx';
import { useAddGoal, useRemoveGoal, useRenameGoal } from './use-goals.ts';

const t = words('goals');

export function ChangeGoals({ host, goals }: { host: string; goals: readonly Goal[] }) {
  const [said, setSaid] = useState('');
  const [removed, setRemoved] = useState<Goal>();
  const removeGoal = useRemoveGoal(host);
  const addGoal = useAddGoal(host);
  const status = useRef<HTMLParagraphElement>(null);
  const failure = removeGoal.error ?? addGoal.error;

  function say(what: string, undoable?: Goal) {
    setSaid(what);
    setRemoved(undoable);
    addGoal.reset();
    removeGoal.reset();
  }
  function remove(goal: Goal) {
    removeGoal.mutate(goal, { onSuccess: () => say(t('noMore', { name: drawable(goal.name) }), goal) });
  }
  function putBack({ name, page, event, property }: Goal) {
    const what = page === null ? { event: event ?? '', ...(property && { property }) } : { page };
    addGoal.mutate(
      { name, ...what },
      {
        onSuccess() {
          say(t('again', { name: drawable(name) }));
          status.current?.focus();
        },
      },
    );
  }

  return (
    <>
      {goals.length > 0 && (
        <ul className={styles.goals} aria-label={t('goals')}>
          {goals.map((goal) => (
            <OneGoal
              key={goal.id}
              host={host}
              goal={goal}
              onRenamed={(name) => say(t('renamed', { name: drawable(name) }))}
              onRemove={() => remove(goal)}
            />
          ))}
        </ul>
      )}
      <p role="status" tabIndex={-1} ref={status} className={`${goals.length > 0 ? styles.said : ''} ${layout.soft}`}>
        <bdi>{said}</bdi> {removed && <Undo key={removed.id} onClick={() => putBack(removed)} />}
      </p>
      {failure && <p role="alert">{failure.message}</p>}
      <NewGoal host={host} onAdded={({ name }) => say(t('yes', { name: drawable(name) }))} />
    </>
  );
}

/** Takes the focus: the word that was clicked is gone. */
function Undo({ onClick }: { onClick: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <WordButton isQuiet ref={button} onClick={onClick}>
      {t('undo')}
    </WordButton>
  );
}

interface OneGoalProps {
  host: string;
  goal: Goal;
  onRenamed: (name: string) => void;
  onRemove: () => void;
}

function OneGoal({ host, goal, onRenamed, onRemove }: OneGoalProps) {
  const [isRenaming, setRenaming] = useState(false);
  const renameGoal = useRenameGoal(host, goal.id);
  const word = useRef<HTMLButtonElement>(null);
  const wasRenaming = useRef(false);
  useEffect(() => {
    if (wasRenaming.current && !isRenaming) word.current?.focus();
    wasRenaming.current = isRenaming;
  }, [isRenaming]);

  function stop() {
    setRenaming(false);
    renameGoal.reset();
  }
  function rename(name: string) {
    renameGoal.mutate(name, {
      onSuccess(renamed) {
        stop();
        onRenamed(renamed.name);
      },
    });
  }

  const name = drawable(goal.name);
  return (
    <li className={styles.goal}>
      <span className={styles.name}>
        <bdi>{name}</bdi> <bdi className={layout.soft}>{meaningOf(goal)}</bdi>
      </span>
      {isRenaming ? (
        <div className={styles.renaming}>
          <Form
            error={renameGoal.error}
            fields={['name']}
            button={t('renameDeed')}
            isBusy={renameGoal.isPending}
            onSubmit={({ name = '' }) => rename(name)}
          >
            <Field name="name" label={t('newName', { name })} defaultValue={goal.name} autoComplete="off" autoFocus />
          </Form>
          <WordButton isQuiet onClick={stop}>
            {t('keep')}
          </WordButton>
        </div>
      ) : (
        <span className={`${styles.deeds} ${layout.soft}`}>
          <WordButton isQuiet ref={word} onClick={() => setRenaming(true)} aria-label={t('renameOne', { name })}>
            {t('rename')}
          </WordButton>
          <WordButton isQuiet onClick={onRemove} aria-label={t('removeOne', { name })}>
            {t('remove')}
          </WordButton>
        </span>
      )}
    </li>
  );
}
