// The latest hits that were not counted, newest first. Everything in it was written by strangers: text, and links only where
// a browser may follow them. On a narrow page a row's cells stand below each other.
// biome-ignore-all lint/a11y/noRedundantRoles: browsers forget that it is a table where its rows are laid out as a grid
import { useState } from 'react';
import type { RejectedReply, Site } from '../../server/contract/browser.ts';
import { drawable, formatMoment, formatPath, formatReferrer } from '../format.ts';
import { pageAddress } from '../sites/site-address.ts';
import { SafeLink } from '../ui/safe-link.tsx';
import { WordButton } from '../ui/word-button.tsx';
import { words } from '../words/words.ts';
import { formatDetail, meaningOf, type RejectedHit } from './reasons.ts';
import styles from './rejected-table.module.css';

const t = words('rejected');

const FIRST = 20;

export function RejectedTable({ site, reply: { total, last } }: { site: Site; reply: RejectedReply }) {
  const [isWhole, setIsWhole] = useState(false);
  const shown = isWhole ? last : last.slice(0, FIRST);
  const now = Date.now();
  return (
    <div>
      <table role="table" className={styles.table}>
        <caption className={styles.caption}>{t('latest')}</caption>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">
              {t('time')}
            </th>
            <th role="columnheader" scope="col">
              {t('why')}
            </th>
            <th role="columnheader" scope="col">
              {t('page')}
            </th>
            <th role="columnheader" scope="col">
              {t('referrer')}
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {shown.map((hit, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: counted from the first hit on, it stays with its row while others come above
            <tr role="row" key={total - index} data-reason={hit.reason}>
              <td role="cell">
                <time dateTime={new Date(hit.t).toISOString()}>{formatMoment(hit.t, now, site.timezone)}</time>
              </td>
              <td role="cell">
                <Why hit={hit} />
              </td>
              <td role="cell">
                <Page site={site} hit={hit} />
              </td>
              <td role="cell">
                <Referrer hit={hit} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {last.length > FIRST && (
        <WordButton onClick={() => setIsWhole(!isWhole)}>
          {isWhole ? t('latestOnly', { count: FIRST }) : t('all', { count: last.length })}
        </WordButton>
      )}
    </div>
  );
}

function Why({ hit: { kind, reason, detail } }: { hit: RejectedHit }) {
  const short = drawable(meaningOf(reason).short);
  const why = kind === 'event' ? t('event', { why: short }) : short;
  return (
    <div className={styles.cell} title={detail === '' ? undefined : formatDetail(detail)}>
      {why}
      {detail !== '' && (
        <>
          : <bdi>{formatDetail(detail)}</bdi>
        </>
      )}
    </div>
  );
}

/** A hit that could not be understood may name neither host nor path. */
function Page({ site, hit: { host, path } }: { site: Site; hit: RejectedHit }) {
  const text = `${host === site.host ? '' : drawable(host)}${formatPath(path)}`;
  return (
    <div className={styles.cell} title={text}>
      <SafeLink href={host === '' ? null : pageAddress(host, path)}>
        <bdi dir="ltr">{text}</bdi>
      </SafeLink>
    </div>
  );
}

/** A spammer's is no link: being clicked on here is what it was sent for. */
const Referrer = ({ hit: { reason, referrer } }: { hit: RejectedHit }) =>
  referrer === '' ? null : (
    <div className={styles.cell} title={formatReferrer(referrer)}>
      <span className={styles.from}>{t('from')} </span>
      <SafeLink href={reason === 'spam' ? null : referrer}>
        <bdi dir="ltr">{formatReferrer(referrer)}</bdi>
      </SafeLink>
    </div>
  );
