// The rows of a list in their places, for as long as somebody is about to choose one of them.
import { type FocusEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { keepOrder } from './held-order.ts';

/** After the last sign of a hand: a pointer that was left lying there holds nothing. */
const HELD_MS = 10_000;

/** `shown`: the rows in the order to show. The rest belongs on the element that holds them. */
export function useHeldRows<Row extends { value: string }>(rows: readonly Row[]) {
  const [isHeld, setIsHeld] = useState(false);
  const [stood, setStood] = useState<readonly string[] | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  function release() {
    clearTimeout(timer.current);
    setIsHeld(false);
  }
  function hold() {
    clearTimeout(timer.current);
    timer.current = setTimeout(release, HELD_MS);
    setIsHeld(true);
  }

  const values = rows.map(({ value }) => value);
  const order = isHeld ? keepOrder(stood ?? values, values) : null;
  // In the render itself: what has taken a place keeps it, too.
  if (order?.join('\n') !== stood?.join('\n')) setStood(order);
  const byValue = new Map(rows.map((row) => [row.value, row]));
  return {
    shown: (order ?? values).flatMap((value) => byValue.get(value) ?? []),
    onPointerMove: ({ pointerType }: PointerEvent) => pointerType === 'mouse' && hold(),
    onPointerLeave: release,
    onKeyDown: hold,
    // Not by a click: who has clicked looks elsewhere.
    onFocus: ({ target }: FocusEvent) => target.matches(':focus-visible') && hold(),
    onBlur: ({ currentTarget, relatedTarget }: FocusEvent) => currentTarget.contains(relatedTarget) || release(),
  };
}
