// Loaded into the server by `--import`, for the control of power-cut: synchronous=NORMAL under a server that asks for FULL and
// reads it back. The answer to the reading is a lie; nothing else is changed. SQLite's NORMAL does not sync the WAL at a commit.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const Database = require(Number(process.versions.napi) >= 10 ? 'better-sqlite3-napi' : 'better-sqlite3');
const { pragma } = Database.prototype;

Database.prototype.pragma = function lyingPragma(source, options) {
  if (/^synchronous\s*=/.test(source)) return pragma.call(this, 'synchronous = NORMAL', options);
  if (source === 'synchronous') return 2;
  return pragma.call(this, source, options);
};
