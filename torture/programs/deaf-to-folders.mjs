// Loaded into the server by `--import`, for the control of syscalls: it ignores, as SQLite does, that a folder could not be synced.
// So it acknowledges hits in a WAL whose name a power cut may take, and the check must find that.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { fsyncSync, fstatSync } = fs;
fs.fsyncSync = function deafFsyncSync(fd) {
  try {
    fsyncSync(fd);
  } catch (error) {
    if (!fstatSync(fd).isDirectory()) throw error;
  }
};
syncBuiltinESMExports();
