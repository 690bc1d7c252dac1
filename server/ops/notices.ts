// What whoever runs the server should know or mend, in sentences that the dashboard shows as they are.
import type { Cancel, Clock } from '../clock.ts';
import type { Notices } from '../contract/browser.ts';

export type Notice = Notices['notices'][number];

export interface Circumstances {
  /** Hits are refused since the disk has no room. */
  isDiskFull: boolean;
  /** A proxy that is not declared, and the line that declares it. */
  advice: { code: 'untrusted_forwarded' | 'one_address'; peer: string; setting: string } | undefined;
  /** Where more different values came in a day than are kept apart. */
  overflowing: readonly { site: string; dimension: string }[];
}

/** Most urgent first; empty when all is well. */
export function noticesOf({ isDiskFull, advice, overflowing }: Circumstances): Notice[] {
  const notices: Notice[] = [];
  if (isDiskFull) {
    const text =
      'The disk is full: hits are refused until there is space. Free some; the server goes on by itself within seconds.';
    notices.push({ code: 'disk_full', text });
  }
  if (advice?.code === 'untrusted_forwarded') {
    const text =
      `Hits are passed on by ${advice.peer}, which is not declared as a proxy, so all visitors look like one. If it is ` +
      'yours, declare it.';
    notices.push({ code: advice.code, text, setting: advice.setting });
  }
  if (advice?.code === 'one_address') {
    const text =
      `Nearly all hits come from ${advice.peer}, so all visitors look like one. If that is a proxy of yours, let it send ` +
      'X-Forwarded-For, and declare it.';
    notices.push({ code: advice.code, text, setting: advice.setting });
  }
  for (const { site, dimension } of overflowing) {
    const text =
      `${site} has had more different values of “${dimension}” today than are kept apart; new ones count as “(other)”. ` +
      'Somebody may be making them up: see the hits that came last.';
    notices.push({ code: 'many_values', text, site, dimension });
  }
  return notices;
}

const LOOK_EVERY_MS = 1_000;

/** Calls `onChange` within a second of when what is to be said changes. */
export function watchNotices(clock: Clock, notices: () => Notice[], onChange: () => void): Cancel {
  let said = '[]';
  return clock.every(LOOK_EVERY_MS, () => {
    const now = JSON.stringify(notices());
    if (now !== said) onChange();
    said = now;
  });
}
