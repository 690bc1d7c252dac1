// The command line. Its help lists only verbs that work.
import { resolve } from 'node:path';
import { Command } from 'commander';
import { endKey, makeKey, showKeys } from './accounts/key-verbs.ts';
import { systemClock } from './clock.ts';
import { readConfig } from './config.ts';
import { Refusal, StartError } from './errors.ts';
import { description, version } from './files.ts';
import { serve } from './serve.ts';
import { normaliseHost } from './sites/host.ts';
import { inWords } from './store/free-space.ts';
import { databaseFile } from './store/open.ts';
import { rebuildSegments } from './store/rebuild.ts';
import { makeBackup } from './transfer/backup.ts';
import { ordinary } from './transfer/orders.ts';
import { restoreBackup } from './transfer/restore.ts';

const program = new Command('headcount').description(description).version(version);

program
  .command('serve', { isDefault: true })
  .description('run the server (settings come from the environment, see the README)')
  .allowExcessArguments()
  .action(async (_options, { args: [unknown] }: Command) => {
    // Being the default, it is given what is no command.
    if (unknown !== undefined) program.error(`There is no command ${unknown}. What there is: headcount --help`);
    await serve(readConfig(process.env), (line) => console.log(line));
  });

const say = (line: string) => console.log(line);

program
  .command('backup')
  .description('copy the database, whether or not the server is running, and keep the newest 7 copies')
  .option('--to <folder>', 'where to put it (else BACKUPS_TO, or "backups" in the data folder)')
  .action(async ({ to }: { to?: string }) => {
    const { dataDir, backupsTo } = readConfig(process.env);
    const into = to === undefined ? backupsTo : resolve(to);
    const made = await makeBackup(ordinary({ dataDir, into, now: systemClock.wall() }), say);
    for (const name of made.deleted) say(`Deleted ${name}: the newest 7 are kept.`);
    say(`Backed up ${made.manifest.hits} hits (${inWords(made.manifest.bytes)}) to ${made.folder}`);
    for (const warning of made.warnings) console.error(warning);
    say(`To bring them back: npm run headcount -- restore ${made.folder}`);
  });

program
  .command('restore')
  .description('verify a backup and put it in the place of the database, while the server is stopped')
  .argument('<folder>', 'the backup, a folder with headcount.db and manifest.json')
  .option('--overwrite', 'although there is a database: it is moved aside, and kept')
  .action(async (folder: string, { overwrite = false }: { overwrite?: boolean }) => {
    const { dataDir } = readConfig(process.env);
    const order = { folder: resolve(folder), dataDir, overwrite, now: systemClock.wall() };
    const { file, manifest, aside } = await restoreBackup(order, say);
    say(`Restored ${manifest.hits} hits, as they were at ${manifest.createdAt}, to ${file}`);
    if (aside !== undefined) say(`What was there before is now ${aside}: delete it when all is well.`);
    say('Now start the server.');
  });

program
  .command('rebuild')
  .description('make what reports of finished days read again from the stored hits, while the server is stopped')
  .action(async () => {
    const { dataDir } = readConfig(process.env);
    const { days, hits } = await rebuildSegments(databaseFile(dataDir), systemClock.wall(), say);
    say(`Made ${days} days again, with ${hits} hits. Now start the server.`);
  });

const key = program.command('key').description('keys with which servers send hits, each for one site');
const tell = (lines: string[]) => {
  for (const line of lines) say(line);
};

key
  .command('add')
  .description('make a key, and show it once')
  .argument('<site>', 'the host of the site')
  .option('--name <name>', 'what it is for', '')
  .action((site: string, { name }: { name: string }) => {
    tell(makeKey(readConfig(process.env).dataDir, normaliseHost(site) ?? site, name, systemClock.wall()));
  });

key
  .command('list')
  .description('list the keys, without their secrets')
  .action(() => tell(showKeys(readConfig(process.env).dataDir)));

key
  .command('remove')
  .description('remove a key; it is refused at once')
  .argument('<number>', 'as "key list" shows it')
  .action((id: string) => tell(endKey(readConfig(process.env).dataDir, id)));

/** Says in a line what the operator can do something about; whatever else it is, Node tells, with its stack. */
function end(error: unknown): void {
  const { code = '', message } = error as { code?: string; message: string };
  if (error instanceof StartError) console.error(message);
  else if (/^SQLITE_(CORRUPT|NOTADB)/.test(code))
    console.error(`The database cannot be read (${code}: ${message}). Put a backup in its place.`);
  else if (code.startsWith('SQLITE_') || error instanceof Refusal)
    console.error(`The database cannot be used (${code}: ${message}) Is the disk full, or the folder not writable?`);
  else throw error;
  process.exit(1);
}

program.parseAsync().catch(end); // not awaited: the program is a script, of which V8 keeps what it has compiled
