// Whether somebody is about to choose something in a place: a mouse moves over it, or the focus is in it and keys are pressed. Not
// for ever: a pointer that was left lying there, or the focus after a click, is no hand any more.
import { type FocusEvent, type PointerEvent, useEffect, useRef, useState } from 'react';

/** `isNear`, until `ms` after the last sign of a hand. `signs` belong on the element that is the place. */
export function useHand(ms: number) {
  const [isPointing, setIsPointing] = useState(false);
  const [hasFocus, setHasFocus] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  function note(set: (is: boolean) => void) {
    set(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setIsPointing(false);
      setHasFocus(false);
    }, ms);
  }

  return {
    isNear: isPointing || hasFocus,
    signs: {
      onPointerMove: ({ pointerType }: PointerEvent) => pointerType === 'mouse' && note(setIsPointing),
      // By a finger or the wheel: whoever scrolls is looking for a row.
      onScroll: () => note(setIsPointing),
      onPointerLeave: () => setIsPointing(false),
      onKeyDown: () => note(setHasFocus),
      onFocus: () => note(setHasFocus),
      onBlur: ({ currentTarget, relatedTarget }: FocusEvent) =>
        currentTarget.contains(relatedTarget) || setHasFocus(false),
    },
  };
}
