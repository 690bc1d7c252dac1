// The form that names a goal: a page, or an event and perhaps a property that it must have.
import { useState } from 'react';
import type { Goal } from '../../server/contract/browser.ts';
import type { NewGoalRequest } from '../../server/contract/goals.ts';
import { Choice } from '../ui/choice.tsx';
import { Field, Form } from '../ui/form.tsx';
import { useAddGoal } from './use-goals.ts';

const WAYS = ['reached by a page', 'by an event'] as const;
const FIELDS = ['name', 'page', 'event', 'property.key', 'property.value'];

function requestOf(values: Record<string, string>): NewGoalRequest {
  const { name = '', page, event } = values;
  if (event === undefined) return { name, page };
  const [key = '', value = ''] = [values['property.key'], values['property.value']];
  return { name, event, ...((key !== '' || value !== '') && { property: { key, value } }) };
}

export function NewGoal({ host, onAdded }: { host: string; onAdded: (goal: Goal) => void }) {
  const [way, setWay] = useState<(typeof WAYS)[number]>(WAYS[0]);
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
    <Form error={addGoal.error} fields={FIELDS} button="Add the goal" isBusy={addGoal.isPending} onSubmit={add}>
      <Field key={`name ${turn}`} name="name" label="Name of the goal" autoComplete="off" placeholder="Bought" />
      <Choice
        legend="What reaches it"
        options={WAYS.map((word) => ({ value: word, word }))}
        chosen={way}
        onChoose={setWay}
      />
      {way === WAYS[0] ? (
        <Field
          key={`page ${turn}`}
          name="page"
          label="Page"
          hint="Its path: /thanks, or /buy/*, where the * stands for anything."
          autoComplete="off"
          placeholder="/thanks"
        />
      ) : (
        <>
          <Field
            key={`event ${turn}`}
            name="event"
            label="Event"
            hint="Its name, with capitals and small letters as your pages send it."
            autoComplete="off"
            placeholder="Signup"
          />
          <Field
            key={`key ${turn}`}
            name="property.key"
            label="Only with the property"
            hint="Empty: with or without any."
            autoComplete="off"
            placeholder="plan"
          />
          <Field
            key={`value ${turn}`}
            name="property.value"
            label="of the value"
            autoComplete="off"
            placeholder="pro"
          />
        </>
      )}
    </Form>
  );
}
