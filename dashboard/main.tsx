// The entry: styles first, then the app.
import './ui/tokens.css';
import './ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { keepTheme } from './ui/theme.ts';
import { DIRECTIONS, locale } from './words/locale.ts';

Object.assign(document.documentElement, { lang: locale, dir: DIRECTIONS[locale] });
keepTheme();

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
