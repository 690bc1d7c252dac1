// Was wissen oder richten sollte, wer den Server betreibt.
import type { Room } from '../en.ts';

export default {
  copyLine: 'Zeile kopieren',
  declared_address:
    'Fast alle Zugriffe scheinen von {peer} zu kommen, angegeben als Proxy; daher sehen alle Besucher wie einer aus. Ist es einer, soll er X-Forwarded-For senden. Teilen sich Leser diese Adresse, gehört in TRUST_PROXY nur die Adresse des Proxys selbst, oder „none“, wenn es keinen gibt.',
  disk_full:
    'Die Platte ist voll: Zugriffe werden abgewiesen, bis Platz ist. Sobald welcher frei wird, macht der Server binnen Sekunden von selbst weiter.',
  environment: 'Gehört in die Umgebung des Servers, danach ein Neustart:',
  environmentLine: 'Zeile für die Umgebung des Servers',
  many_values:
    '{site} hat heute oder gleich nach einem Neustart mehr verschiedene Werte von „{dimension}“ gemeldet, als unterschieden werden; die übrigen zählen als „(other)“. Vielleicht denkt sie sich jemand aus: Die letzten Zugriffe zeigen es.',
  no_forwarded_for:
    'Zugriffe werden von {peer} ohne X-Forwarded-For weitergereicht; daher sehen alle Besucher wie einer aus. Dieser Proxy soll es senden; andere Header werden nicht gelesen.',
  one_address:
    'Fast alle Zugriffe kommen von {peer}; daher sehen alle Besucher wie einer aus. Ist das ein eigener Proxy, soll er X-Forwarded-For senden und angegeben werden. Teilen sich Leser diese Adresse, gehört „none“ zu TRUST_PROXY: Es gibt keinen anderen Proxy, und dieser Hinweis verschwindet.',
  proxy:
    'In nginx gehört es dorthin, wo die Anfragen weitergereicht werden, danach neu laden (Caddy und HAProxy haben ein eigenes Wort dafür):',
  proxyLine: 'Zeile für die Einstellungen des Proxys',
  untrusted_forwarded:
    'Zugriffe werden von {peer} weitergereicht, nicht als Proxy angegeben; daher sehen alle Besucher wie einer aus. Ist er ein eigener, fehlt nur diese Angabe.',
} satisfies Room<'notices'>;
