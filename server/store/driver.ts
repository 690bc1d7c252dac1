// SQLite's driver, in the version that this Node can load. better-sqlite3 13 speaks Node-API 10 and crashes on Node 20;
// 12 aborts on Node 24.19 and newer whenever a finished statement is collected as garbage, because Node's own ObjectWrap
// changed under it (WiseLibs/better-sqlite3#1515). Both have the same interface; the newer is installed under an alias.
import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';

const require = createRequire(import.meta.url);
const isNodeApi = Number(process.versions.napi) >= 10;

export const Database: typeof BetterSqlite3 = require(isNodeApi ? 'better-sqlite3-napi' : 'better-sqlite3');
export type Db = BetterSqlite3.Database;
