// Which buckets of a chart somebody points at or has marked, by mouse, finger or keyboard. Whoever drags over some, or marks some with
// the shift key, looks closer at them; a click on one, or the enter key, does the same; escape lets go.
import { type KeyboardEvent, type PointerEvent, useState } from 'react';

/** First and last, both included, in order. */
export type Marked = readonly [first: number, last: number];

interface Options {
  count: number;
  /** Where the keyboard begins. */
  usual: number;
  onCloser: (marked: Marked) => void;
  /** Escape, with nothing to let go of. */
  onOut: () => void;
}

interface Hand {
  /** Where it is. */
  at: number;
  /** Where it began to mark; null: it only points. */
  from: number | null;
  /** By keyboard or finger: it stays where it was. */
  isResting: boolean;
}

export function useChartHand({ count, usual, onCloser, onOut }: Options) {
  const [hand, setHand] = useState<Hand | null>(null);
  const [place, setPlace] = useState<number | null>(null);
  const clamp = (at: number) => Math.min(count - 1, Math.max(0, at));
  const at = clamp(hand?.at ?? place ?? usual);
  const marked: Marked | null =
    hand && hand.from !== null ? [clamp(Math.min(hand.from, hand.at)), clamp(Math.max(hand.from, hand.at))] : null;

  function bucketUnder({ currentTarget, clientX }: PointerEvent): number {
    const { left, width } = currentTarget.getBoundingClientRect();
    return clamp(Math.floor(((clientX - left) / Math.max(1, width)) * count));
  }

  function walkTo(to: number) {
    setPlace(clamp(to));
    setHand({ at: clamp(to), from: null, isResting: true });
  }

  return {
    /** Undefined: nobody points anywhere. */
    at: hand && count > 0 ? at : undefined,
    marked: marked && marked[0] !== marked[1] ? marked : null,
    isResting: hand?.isResting ?? false,
    /** On what is pointed at. */
    pointer: {
      onPointerDown(event: PointerEvent) {
        if (event.button !== 0 || count === 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const under = bucketUnder(event);
        setHand({ at: under, from: under, isResting: event.pointerType !== 'mouse' });
      },
      onPointerMove(event: PointerEvent) {
        const under = bucketUnder(event);
        const isHovering = event.pointerType === 'mouse';
        if (hand?.from !== null && hand) setHand({ ...hand, at: under });
        else if (isHovering) setHand({ at: under, from: null, isResting: false });
      },
      onPointerUp(event: PointerEvent) {
        if (!hand || hand.from === null) return;
        const isFinger = event.pointerType !== 'mouse';
        setHand({ at: hand.at, from: null, isResting: isFinger });
        if (marked && (marked[0] !== marked[1] || !isFinger)) onCloser(marked);
      },
      onPointerCancel: () => setHand(null),
      onPointerLeave: () => setHand((hand) => (hand?.from !== null || hand.isResting ? hand : null)),
    },
    /** On a range input, which walks by the arrow keys itself. */
    keyboard: {
      min: 0,
      max: Math.max(0, count - 1),
      step: 1,
      value: Math.max(0, at),
      onChange: ({ target }: { target: HTMLInputElement }) => walkTo(target.valueAsNumber),
      onFocus: () => walkTo(at),
      onBlur: () => setHand(null),
      onKeyDown(event: KeyboardEvent) {
        const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
        if (event.shiftKey && by !== undefined) {
          event.preventDefault();
          const to = clamp(at + by);
          setPlace(to);
          setHand({ at: to, from: hand?.from ?? at, isResting: true });
        } else if (event.key === 'Enter') {
          event.preventDefault();
          onCloser(marked ?? [at, at]);
        } else if (event.key === 'Escape') {
          if (marked) walkTo(at);
          else onOut();
        }
      },
    },
  };
}
