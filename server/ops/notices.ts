// What whoever runs the server should know or mend, in sentences. The dashboard shows those that it knows in its reader's language.
import type { Cancel, Clock } from '../clock.ts';
import type { Notices } from '../contract/browser.ts';

export type Notice = Notices['notices'][number];

/** As the collector finds it out. */
export interface ProxyTrouble {
  code: 'untrusted_forwarded' | 'one_address' | 'declared_address' | 'no_forwarded_for';
  peer: string;
  /** The line that declares it. */
  setting?: string;
}

export interface Circumstances {
  /** Hits are refused since the disk has no room. */
  isDiskFull: boolean;
  /** A proxy that hides who reads: not declared, or silent. */
  advice: ProxyTrouble | undefined;
  /** Where more different values came in a day, or right after a restart, than are kept apart. */
  overflowing: readonly { site: string; dimension: string }[];
}

/** For a `location` of nginx, the proxy that sends no such header unless it is told to. */
const NGINX_LINE = 'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;';

const NO_PROXY = 'If readers share it, add “none” to TRUST_PROXY: there is no other proxy, and this notice goes away.';

function noticeOf({ code, peer, setting }: ProxyTrouble): Notice {
  switch (code) {
    case 'untrusted_forwarded': {
      const what = `Hits are passed on by ${peer}, which is not declared as a proxy, so all visitors look like one.`;
      return { code, peer, text: `${what} If it is yours, declare it.`, setting };
    }
    case 'one_address': {
      const what = `Nearly all hits come from ${peer}, so all visitors look like one.`;
      return {
        code,
        peer,
        text: `${what} If that is a proxy of yours, let it send X-Forwarded-For, and declare it. ${NO_PROXY}`,
        setting,
      };
    }
    case 'declared_address': {
      const what = `Nearly all hits seem to come from ${peer}, which is declared as a proxy, so all visitors look like one.`;
      const proxy = 'If it is one, let it send X-Forwarded-For.';
      const readers =
        'If readers share that address, narrow TRUST_PROXY to the address of the proxy itself, or to “none” without one.';
      return { code, peer, text: `${what} ${proxy} ${readers}`, proxySetting: NGINX_LINE };
    }
    case 'no_forwarded_for': {
      const what = `Hits are passed on by ${peer} without X-Forwarded-For, so all visitors look like one.`;
      return {
        code,
        peer,
        text: `${what} Let that proxy send it; other headers are not read.`,
        proxySetting: NGINX_LINE,
      };
    }
  }
}

/** Most urgent first; empty when all is well. */
export function noticesOf({ isDiskFull, advice, overflowing }: Circumstances): Notice[] {
  const notices: Notice[] = [];
  if (isDiskFull) {
    const text =
      'The disk is full: hits are refused until there is space. Free some; the server goes on by itself within seconds.';
    notices.push({ code: 'disk_full', text });
  }
  if (advice) notices.push(noticeOf(advice));
  for (const { site, dimension } of overflowing) {
    const text =
      `${site} has had more different values of “${dimension}” today, or right after a restart, than are kept apart; ` +
      'those beyond count as “(other)”. ' +
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
