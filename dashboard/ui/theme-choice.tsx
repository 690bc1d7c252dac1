// Light, dark, or as the system has it: three words.
import { words } from '../words/words.ts';
import { Choice } from './choice.tsx';
import { chooseTheme, useTheme } from './theme.ts';

const t = words('sites');

const OPTIONS = [
  { value: 'system', word: t('themeSystem') },
  { value: 'light', word: t('themeLight') },
  { value: 'dark', word: t('themeDark') },
] as const;

export const ThemeChoice = () => (
  <Choice legend={t('themeLegend')} options={OPTIONS} chosen={useTheme()} onChoose={chooseTheme} />
);
