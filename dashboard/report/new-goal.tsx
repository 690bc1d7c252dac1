// The form that names a goal: a page, or an event and perhaps a property that it must have.
import { useState } from 'react';
import type { Goal } from '../../server/contract/browser.ts';
import type { NewGoalRequest } from '../../server/contract/goals.ts';
import { Choice } from '../ui/choice.tsx';
import { Field, Form } from '../ui/form.tsx';
import { words } from '../words/words.ts';
import { useAddGoal } from './use-goals.ts';

const t = words('goals');

const WAYS = [
  { value: 'page', word: t('byPage') },
  { value: 'event', word: t('byEvent') },
] as const;
const FIELDS = ['name', 'page', 'event', 'property.key', 'property.value'];

function requestOf(values: Record<string, string>): NewGoalRequest {
  const { name = '', page, event } = values;
  if (event === undefined) return { name, page };
  const [key = '', value = ''] = [values['property.key'], values['property.value']];
  return { name, event, ...((key !== '' || value !== '') && { property: { key, value } }) };
}

export function NewGoal({ host, onAdded }: { host: string; onAdded: (goal: Goal) => void }) {
  const [way, setWay] = useState<(typeof WAYS)[number]['value']>('page');
  /** How many were named: the fields begin anew, and the button keeps the focus. */
  const [turn, setTurn] = useState(0);
  const addGoal = useAddGoal(host);

  function add(values: Record<string, string>) {
    addGoal.mutate(requestOf(values), {
      onSuccess(goal) {
        setTurn(turn + 1);
        onAdded(goal);
      },
    });
  }

  return (
    <Form error={addGoal.error} fields={FIELDS} button={t('add')} isBusy={addGoal.isPending} onSubmit={add}>
      <Field key={`name ${turn}`} name="name" label={t('name')} autoComplete="off" placeholder={t('nameExample')} />
      <Choice legend={t('way')} options={WAYS} chosen={way} onChoose={setWay} />
      {way === 'page' ? (
        <Field
          key={`page ${turn}`}
          name="page"
          label={t('page')}
          hint={t('pageHint')}
          autoComplete="off"
          placeholder={t('pageExample')}
        />
      ) : (
        <>
          <Field
            key={`event ${turn}`}
            name="event"
            label={t('event')}
            hint={t('eventHint')}
            autoComplete="off"
            placeholder={t('eventExample')}
          />
          <Field
            key={`key ${turn}`}
            name="property.key"
            label={t('key')}
            hint={t('keyHint')}
            autoComplete="off"
            placeholder={t('keyExample')}
          />
          <Field
            key={`value ${turn}`}
            name="property.value"
            label={t('value')}
            autoComplete="off"
            placeholder={t('valueExample')}
          />
        </>
      )}
    </Form>
  );
}
