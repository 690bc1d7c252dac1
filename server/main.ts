#!/usr/bin/env node
// The command line. Its help lists only verbs that work.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { readConfig } from './config.ts';
import { Refusal, StartError } from './errors.ts';
import { packageRoot } from './files.ts';
import { serve } from './serve.ts';

const { version, description } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));

const program = new Command('headcount').description(description).version(version);

program
  .command('serve', { isDefault: true })
  .description('run the server (settings come from the environment, see the README)')
  .action(async () => {
    await serve(readConfig(process.env), (line) => console.log(line));
  });

try {
  await program.parseAsync();
} catch (error) {
  const { code = '', message } = error as { code?: string; message: string };
  if (error instanceof StartError) console.error(message);
  else if (/^SQLITE_(CORRUPT|NOTADB)/.test(code))
    console.error(`The database cannot be read (${code}: ${message}). Put a backup in its place.`);
  else if (code.startsWith('SQLITE_') || error instanceof Refusal)
    console.error(`The database cannot be used (${code}: ${message}) Is the disk full, or the folder not writable?`);
  else throw error;
  process.exit(1);
}
