// Headers with which a visitor claims to be somebody else. Pure; a seed repeats them.

const NAMES = [
  ...[
    'x-forwarded-for',
    'x-forwarded-for',
    'x-forwarded-for',
    'forwarded',
    'x-real-ip',
    'cf-connecting-ip',
    'true-client-ip',
  ],
  ...[
    'x-client-ip',
    'x-cluster-client-ip',
    'fastly-client-ip',
    'x-forwarded',
    'forwarded-for',
    'x-original-forwarded-for',
    'via',
  ],
  ...[
    'X-FORWARDED-FOR',
    'X_Forwarded_For',
    'cf-connecting-ipv6',
    'cf-pseudo-ipv4',
    'x-originating-ip',
    'x-remote-addr',
    'client-ip',
  ],
];

/** Proxies' own addresses, and what is no address. */
const TRUSTED_OR_ODD = [
  ...[
    '127.0.0.1',
    '::1',
    '::ffff:127.0.0.1',
    '10.0.0.1',
    '192.168.1.1',
    '172.16.0.9',
    'fc00::1',
    'fe80::1%eth0',
    '0.0.0.0',
    '::',
  ],
  ...[
    '104.16.0.1',
    '173.245.48.5',
    '2606:4700::1',
    '::ffff:104.16.0.1',
    'unknown',
    '_hidden',
    'localhost',
    '',
    ' ',
    ',',
    ',,',
    'x',
  ],
  ...[
    '127.1',
    '0x7f.1',
    '2130706433',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '1.2.3.4:80',
    '[2001:db8::9]:443',
    '"1.2.3.4"',
    '1.2.3.4;',
    '\u00ff',
  ],
  ...[
    '127.0.0.1, 127.0.0.1',
    '127.0.0.1,',
    ', 127.0.0.1',
    '1.2.3.4\t',
    '01.02.03.04',
    '::ffff:1.2.3.4',
    '1.2.3.4/8',
    "'; DROP TABLE hits; --",
  ],
];

/** @param {import('./harness.mjs').Context['random']} random */
export function createForgery(random) {
  const address = () =>
    random.chance(0.7)
      ? Array.from({ length: 4 }, () => random.between(1, 254)).join('.')
      : `2001:db8:${random.hex(4)}:${random.hex(4)}::${random.hex(3)}`;
  const claim = () => (random.chance(0.5) ? address() : random.pick(TRUSTED_OR_ODD));
  const list = () =>
    Array.from({ length: random.pick([1, 1, 2, 3, 5, 40]) }, claim).join(random.pick([', ', ',', ' , ']));
  const forwarded = () =>
    random.pick([`for=${claim()}`, `for="${claim()}";proto=https;by=${claim()}`, `for=${claim()}, for=${claim()}`]);

  /** One to four lines of a head. @returns {string} */
  return function next() {
    const names = Array.from({ length: random.between(1, 4) }, () => random.pick(NAMES));
    return names.map((name) => `${name}: ${name === 'forwarded' ? forwarded() : list()}\r\n`).join('');
  };
}
