// What whoever runs the server should know or mend: by the codes of the server, and in its words. And what to do with the lines.
export default {
  copyLine: 'copy the line',
  declared_address:
    'Nearly all hits seem to come from {peer}, which is declared as a proxy, so all visitors look like one. If it is one, let it send X-Forwarded-For. If readers share that address, narrow TRUST_PROXY to the address of the proxy itself, or to “none” without one.',
  disk_full:
    'The disk is full: hits are refused until there is space. Free some; the server goes on by itself within seconds.',
  environment: 'Set it in the server’s environment and restart:',
  environmentLine: 'Line for the server’s environment',
  many_values:
    '{site} has had more different values of “{dimension}” today, or right after a restart, than are kept apart; those beyond count as “(other)”. Somebody may be making them up: see the hits that came last.',
  no_forwarded_for:
    'Hits are passed on by {peer} without X-Forwarded-For, so all visitors look like one. Let that proxy send it; other headers are not read.',
  one_address:
    'Nearly all hits come from {peer}, so all visitors look like one. If that is a proxy of yours, let it send X-Forwarded-For, and declare it. If readers share it, add “none” to TRUST_PROXY: there is no other proxy, and this notice goes away.',
  proxy:
    'In nginx, set it where the requests are passed on, and reload (Caddy and HAProxy have their own word for it):',
  proxyLine: 'Line for the proxy’s settings',
  untrusted_forwarded:
    'Hits are passed on by {peer}, which is not declared as a proxy, so all visitors look like one. If it is yours, declare it.',
} as const;
