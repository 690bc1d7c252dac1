// One key for what is done often. A part of the page says which keys it answers to for as long as it is shown, so that the list under
// ? has those that work, and no others. Nobody's typing is disturbed: not in a field, not with Ctrl, Alt or the like.
import { useEffect, useSyncExternalStore } from 'react';

/** As the catalogue `keys` names what they do. */
export type Deed =
  | 'earlier'
  | 'help'
  | 'later'
  | 'next'
  | 'previous'
  | 'screen'
  | 'search'
  | 'settings'
  | 'site'
  | 'sites'
  | 'theme';

export interface Shortcut {
  key: string;
  deed: Deed;
  run: () => void;
}

/** The latest of a key first: what is shown within something else answers before it. */
let shortcuts: readonly Shortcut[] = [];
const listeners = new Set<() => void>();

function change(next: readonly Shortcut[]) {
  shortcuts = next;
  for (const listener of listeners) listener();
}

const TYPING = 'input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable]';

export function isMeant({
  key,
  ctrlKey,
  metaKey,
  altKey,
  isComposing,
  target,
  defaultPrevented,
}: KeyboardEvent): boolean {
  if (defaultPrevented || ctrlKey || metaKey || altKey || isComposing || key.length === 0) return false;
  if (document.querySelector('dialog[open]')) return false;
  return !(target instanceof Element && target.closest(TYPING));
}

function onKeyDown(event: KeyboardEvent) {
  const shortcut = shortcuts.find(({ key }) => key === event.key);
  if (!shortcut || !isMeant(event)) return;
  event.preventDefault();
  shortcut.run();
}

/** `run` is undefined where there is nothing to do: then there is no such key. */
export function useShortcut(key: string, deed: Deed, run: (() => void) | undefined): void {
  useEffect(() => {
    if (!run) return;
    const own: Shortcut = { key, deed, run };
    if (shortcuts.length === 0) addEventListener('keydown', onKeyDown);
    change([own, ...shortcuts]);
    return () => {
      change(shortcuts.filter((other) => other !== own));
      if (shortcuts.length === 0) removeEventListener('keydown', onKeyDown);
    };
  }, [key, deed, run]);
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Those that work now. */
export const useShortcuts = (): readonly Shortcut[] => useSyncExternalStore(subscribe, () => shortcuts);
