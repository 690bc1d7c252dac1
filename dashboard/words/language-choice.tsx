// In which language the dashboard speaks, in this browser: each by its own name. Choosing one loads the page anew.
import { Choice } from '../ui/choice.tsx';
import styles from './language-choice.module.css';
import { chooseLocale, chosenLocale, isLocale, LOCALES } from './locale.ts';
import { words } from './words.ts';

const t = words('ui');

const LANGUAGES = LOCALES.map((value) => ({
  value,
  word: new Intl.DisplayNames(value, { type: 'language' }).of(value) ?? value,
  lang: value,
}));

function choose(value: string) {
  chooseLocale(isLocale(value) ? value : undefined);
  location.reload();
}

export const LanguageChoice = () => (
  <div className={styles.language}>
    <span aria-hidden="true">{t('language')}</span>
    <Choice
      legend={t('language')}
      options={[...LANGUAGES, { value: '', word: t('languageOfBrowser') }]}
      chosen={chosenLocale() ?? ''}
      onChoose={choose}
    />
  </div>
);
