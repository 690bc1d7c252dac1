// `npm run demo`: the real server with a made-up blog and simulated readers, in a folder that is removed at the end.
// biome-ignore-all lint/suspicious/noConsole: a program for the terminal
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../server/clock.ts';
import { type Config, readConfig } from '../server/config.ts';
import { TimeZone } from '../server/contract/requests.ts';
import { StartError } from '../server/errors.ts';
import { serve } from '../server/serve.ts';
import { HOST as BLOG } from './blog.ts';
import { createDelivery } from './deliver.ts';
import { makePast } from './past.ts';
import { createRandom } from './random.ts';
import { startReaders } from './readers.ts';

const EMAIL = `keeper@${BLOG}`;

/** The machine's own zone, so that the demo's today is the viewer's; UTC when the machine knows none. */
function machineZone(): string {
  const zone = TimeZone.safeParse(Intl.DateTimeFormat().resolvedOptions().timeZone);
  return zone.success ? zone.data : 'UTC';
}

/** Where to listen comes from the environment; everything else is the demo's own. */
function demoConfig(dataDir: string, password: string): Config {
  const { PORT, HOST } = process.env;
  const settings = {
    PORT,
    HOST,
    DATA_DIR: dataDir,
    ADMIN_EMAIL: EMAIL,
    ADMIN_PASSWORD: password,
    SITES: BLOG,
    SITE_TIMEZONE: machineZone(),
    // Each reader has an address of its own by X-Forwarded-For. Who calls this machine by its address comes from there.
    TRUST_PROXY: HOST !== undefined && isIP(HOST) !== 0 ? `loopback,${HOST}` : 'loopback',
    LOG_LEVEL: 'warn',
    BALLAST_MB: '0', // in a folder that goes when the demo goes
  };
  return { ...readConfig(settings), simulated: true };
}

function canListen({ port, host }: Config): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'headcount-demo-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

  const password = randomBytes(8).toString('hex');
  const config = demoConfig(folder, password);
  const random = createRandom(randomBytes(4).readUInt32LE());
  if (await canListen(config)) {
    console.log('Making up what was read in the last nine weeks …');
    await makePast(config, random, systemClock.wall());
  } // else serve() says what is wrong, and nobody has waited for it
  const { localAddress } = await serve(config, () => {}); // what it says of acknowledged hits is not meant for a demo

  const delivery = createDelivery(localAddress + config.collectPath);
  const readers = startReaders({
    clock: systemClock,
    random,
    send: delivery.send,
    onSpike: ({ post, source, readers }) =>
      console.log(`Simulated: ${source.name} links to “${post.title}”, ${readers} readers are on their way.`),
  });
  const end = () => {
    readers.stop();
    delivery.stop();
    console.log('The demo ends and removes its data.');
  };
  process.once('SIGINT', end).once('SIGTERM', end); // serve() ends the process

  console.log(`
The demo is running. All its readers are simulated: made-up people on a made-up blog, ${BLOG}.

  Open       ${localAddress}
  E-mail     ${EMAIL}
  Password   ${password}

Nothing is kept: Ctrl-C ends it and removes everything.
`);
}

try {
  await run();
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  process.exit(1);
}
