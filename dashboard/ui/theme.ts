// Light, dark, or as the system has it: chosen here, remembered by this browser, the same in all of its tabs. early-theme.js has
// applied it before the first paint.
import { useSyncExternalStore } from 'react';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** early-theme.js knows it, too. */
const KEY = 'headcount.theme';

function read(): Theme {
  const { theme } = document.documentElement.dataset;
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

function apply(theme: string | null) {
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  colourTheBrowser();
  for (const listener of listeners) listener();
}

const listeners = new Set<() => void>();

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function chooseTheme(theme: Theme) {
  try {
    if (theme === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Storage is forbidden: it lasts as long as the page.
  }
  apply(theme);
}

export const nextTheme = (): Theme => THEMES[(THEMES.indexOf(read()) + 1) % THEMES.length] ?? 'system';

export const useTheme = (): Theme => useSyncExternalStore(subscribe, read);

/** The frame that a phone draws around the page, in the colour of the page. */
function colourTheBrowser() {
  let meta = document.querySelector<HTMLMetaElement>('meta[name="theme-color"]');
  if (!meta) {
    meta = document.createElement('meta');
    meta.name = 'theme-color';
    document.head.append(meta);
  }
  meta.content = getComputedStyle(document.body).backgroundColor;
}

/** Once, at the start. */
export function keepTheme() {
  colourTheBrowser();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', colourTheBrowser);
  addEventListener('storage', ({ key, newValue }) => {
    if (key === KEY) apply(newValue);
  });
}
