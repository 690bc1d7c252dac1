// Loaded into the server by `--import`, for the control of syscalls: whatever the disk answers to a write, the recorder hears
// that all went well. So it acknowledges what was never stored, and the check must find that.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const Database = require(Number(process.versions.napi) >= 10 ? 'better-sqlite3-napi' : 'better-sqlite3');
const memory = new Database(':memory:');
const statement = Object.getPrototypeOf(memory.prepare('SELECT 1'));
const isDiskTrouble = (error) => /^SQLITE_(IOERR|FULL)/.test(error.code ?? '');

/** @param {Record<string, any>} prototype @param {string} name */
function makeDeaf(prototype, name) {
  const original = prototype[name];
  prototype[name] = function deaf(...args) {
    try {
      return original.apply(this, args);
    } catch (error) {
      if (!isDiskTrouble(error)) throw error;
      return name === 'run' ? { changes: 1, lastInsertRowid: 1 } : this;
    }
  };
}

makeDeaf(statement, 'run');
makeDeaf(Database.prototype, 'exec');
memory.close();
