// What brought a visitor, and with what they came.
import type { ReactNode } from 'react';
import type { TrailReply } from '../../server/contract/browser.ts';
import { drawable, formatCountry, formatDevice, formatReferrer, formatSource } from '../format.ts';
import { SafeLink } from '../ui/safe-link.tsx';
import styles from './trail.module.css';

export function TrailFacts({ trail }: { trail: TrailReply }) {
  const { source, referrer, campaign, country, device, browser, os } = trail;
  const software = [browser, os].filter((name) => name !== '').map(drawable);
  return (
    <dl className={styles.facts}>
      <Fact name="from">
        <bdi>{formatSource(source)}</bdi>
      </Fact>
      {referrer !== '' && (
        <Fact name="link on">
          <SafeLink href={referrer}>
            <bdi dir="ltr">{formatReferrer(referrer)}</bdi>
          </SafeLink>
        </Fact>
      )}
      {campaign !== '' && (
        <Fact name="campaign">
          <bdi>{drawable(campaign)}</bdi>
        </Fact>
      )}
      <Fact name="country">{formatCountry(country)}</Fact>
      <Fact name="with">
        {[device === '' ? '' : formatDevice(device), software.join(' on ')].filter((part) => part !== '').join(', ')}
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
