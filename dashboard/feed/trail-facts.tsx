// What brought a visitor, and with what they came.
import type { ReactNode } from 'react';
import type { TrailReply } from '../../server/contract/browser.ts';
import { drawable, formatCountry, formatDevice, formatReferrer, formatSource } from '../format.ts';
import { SafeLink } from '../ui/safe-link.tsx';
import { words } from '../words/words.ts';
import styles from './trail.module.css';

const t = words('feed');

export function TrailFacts({ trail }: { trail: TrailReply }) {
  const { source, referrer, campaign, country, device, browser, os } = trail;
  const software =
    browser === '' || os === ''
      ? drawable(browser || os)
      : t('softwareOn', { browser: drawable(browser), os: drawable(os) });
  return (
    <dl className={styles.facts}>
      <Fact name={t('from')}>
        <bdi>{formatSource(source)}</bdi>
      </Fact>
      {referrer !== '' && (
        <Fact name={t('linkOn')}>
          <SafeLink href={referrer}>
            <bdi dir="ltr">{formatReferrer(referrer)}</bdi>
          </SafeLink>
        </Fact>
      )}
      {campaign !== '' && (
        <Fact name={t('campaign')}>
          <bdi>{drawable(campaign)}</bdi>
        </Fact>
      )}
      <Fact name={t('country')}>{formatCountry(country)}</Fact>
      <Fact name={t('with')}>
        {[device === '' ? '' : formatDevice(device), software].filter((part) => part !== '').join(', ')}
      </Fact>
    </dl>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
