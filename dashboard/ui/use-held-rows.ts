// The rows of a list in their places, for as long as somebody is about to choose one of them.
import { useState } from 'react';
import { keepOrder } from './held-order.ts';
import { useHand } from './use-hand.ts';

const HELD_MS = 10_000;

/** `shown`: the rows in the order to show. `signs` belong on the element that holds them. */
export function useHeldRows<Row extends { value: string }>(rows: readonly Row[]) {
  const { isNear, signs } = useHand(HELD_MS);
  const [stood, setStood] = useState<readonly string[] | null>(null);
  const values = rows.map(({ value }) => value);
  const order = isNear ? keepOrder(stood ?? values, values) : null;
  // In the render itself: what has taken a place keeps it, too.
  if (order?.join('\n') !== stood?.join('\n')) setStood(order);
  const byValue = new Map(rows.map((row) => [row.value, row]));
  return { shown: (order ?? values).flatMap((value) => byValue.get(value) ?? []), signs };
}
