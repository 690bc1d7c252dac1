// A network of its own for a server and whoever talks to it, where packets are as large as on a real one and can be lost. On
// loopback as it is, a packet takes 64 kB and the kernel keeps megabytes for a reader who has stopped: nobody would notice within
// minutes; and nobody there can vanish without the kernel saying so. Needs no rights where Linux lets people make namespaces.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Addresses in that network that nobody else speaks from. */
export const STALLING = Array.from({ length: 4 }, (_, i) => `127.0.2.${i + 1}`);
/** Whoever speaks from these can be cut off. */
export const VANISHING = Array.from({ length: 4 }, (_, i) => `127.0.3.${i + 1}`);
const VANISHING_RANGE = '127.0.3.0/24';

const MAKE = ['unshare', '--user', '--map-root-user', '--net'];
/** Most that the kernel keeps of a connection, on each side: what a slow stream has on a real network, where it does not grow. */
const BUFFERS = '4096 16384 131072';
const SETUP =
  `ip link set lo mtu 1500 up && echo ${BUFFERS} > /proc/sys/net/ipv4/tcp_wmem && ` +
  `echo ${BUFFERS} > /proc/sys/net/ipv4/tcp_rmem && exec "$@"`;

/** The command to run a server under: it becomes the server. */
export const inOwnNetwork = [...MAKE, 'sh', '-c', SETUP, 'sh'];

/** The command to run a program under, in the network of that server. @param {number} pid */
export const inNetworkOf = (pid) => ['nsenter', '--user', '--net', '--preserve-credentials', '--target', String(pid)];

/** Why there can be none here; undefined when there can. @returns {string | undefined} */
export function whyNoNetwork() {
  const [command = '', ...args] = [...inOwnNetwork, 'true'];
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status === 0) return undefined;
  return `no network of its own can be made here (${error?.message ?? stderr.trim()}): install util-linux and iproute2, run as root or with kernel.unprivileged_userns_clone=1`;
}

/** From now on no packet of the server reaches `VANISHING`, and nobody is told. @param {number} pid */
export function cutOff(pid) {
  const [command = '', ...args] = [
    ...inNetworkOf(pid),
    'ip',
    'route',
    'add',
    'blackhole',
    VANISHING_RANGE,
    'table',
    'local',
  ];
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the network cannot be cut: ${stderr}`);
}

/**
 * How many connections from these addresses the server still has: what it has closed may linger in the kernel, but belongs to no
 * file of it any more.
 * @param {number} pid
 * @param {string[]} addresses
 */
export function countConnections(pid, addresses) {
  const hex = addresses.map((address) =>
    address
      .split('.')
      .reduceRight((text, octet) => text + Number(octet).toString(16).padStart(2, '0').toUpperCase(), ''),
  );
  const those = new Set(hex.map((address) => `${address}:`));
  return readFileSync(`/proc/${pid}/net/tcp`, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, , remote = '', state, , , , , , inode]) => those.has(remote.slice(0, 9)) && state !== '06' && inode !== '0',
    ).length;
}
