// The way to a sample page that carries the snippet, for whoever tries headcount before there is a blog to put it on.
import type { MouseEvent } from 'react';
import { laterWords } from '../words/later.ts';

const t = laterWords('start');

const NAME = 'headcount-sample';

export function SamplePageLink({ url }: { url: string }) {
  /** Beside this window rather than in a tab over it: a hidden page is not counted. Without pop-ups it is a plain link. */
  function openBeside(event: MouseEvent<HTMLAnchorElement>) {
    const left = Math.max(0, window.screenX + window.outerWidth - 480);
    const features = `popup,width=460,height=560,left=${left},top=${window.screenY + 80}`;
    if (window.open(url, NAME, features)) event.preventDefault();
  }

  return (
    <p>
      <strong>{t('sampleQuestion')}</strong>{' '}
      <a href={url} target={NAME} onClick={openBeside}>
        {t('sampleLink')}
      </a>{' '}
      {t('sampleHint')}
    </p>
  );
}
