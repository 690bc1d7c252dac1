// The tools of the torture's short versions, which are part of `npm test`: strace lets the disk fail, gcc compiles the shim
// that shifts the clock, the proxies are what people put in front. Installed where we may, else said how; the tests are never skipped for want of them.
import { spawnSync } from 'node:child_process';
import { giveUp } from './ready.mjs';

/** Command → Debian package. */
const TOOLS = {
  ...{ strace: 'strace', gcc: 'gcc', prlimit: 'util-linux', 'mkfs.ext4': 'e2fsprogs' },
  ...{ nginx: 'nginx', caddy: 'caddy', haproxy: 'haproxy', openssl: 'openssl' },
};
/** nginx and haproxy are in sbin, which is not in everybody's path. */
const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;

/** Ends the program with the command to run when a tool is missing and cannot be installed. */
export function ensureTools() {
  const isMissing = (command) =>
    spawnSync(command, ['--version'], { stdio: 'ignore', env: { ...process.env, PATH } }).error !== undefined;
  const packages = () => Object.entries(TOOLS).flatMap(([command, name]) => (isMissing(command) ? [name] : []));
  if (packages().length === 0) return;
  if (process.getuid?.() === 0) {
    console.log(`Installing ${packages().join(', ')} for the tests …`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages()], { stdio: 'inherit', env });
  }
  if (packages().length === 0) return;
  giveUp(`The tests need more tools. Run: sudo apt-get install -y ${packages().join(' ')}`);
}
