// The people who may look, and their sessions. A session's token is 256 random bits in a cookie; the file knows its
// SHA-256 only. A session ends after a week without use and after thirty days in any case.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { Refusal } from '../errors.ts';
import type { Db } from '../store/driver.ts';
import type { Recorder } from '../store/recorder.ts';
import { hashPassword, verifyPassword } from './passwords.ts';

export interface Person {
  id: number;
  email: string;
  /** Which of the person's sessions this is, in hexadecimal. Not the token. */
  session: string;
}

const IDLE_MS = 7 * 24 * 3_600_000;
export const SESSION_MS = 30 * 24 * 3_600_000;
/** Use is noted at most this often, so that looking does not write. */
const NOTE_USE_MS = 3_600_000;

export interface Accounts {
  exist(): boolean;
  /** The one-time set-up token while there is no account; a new one at every start. */
  setupToken(): string | undefined;
  /** Makes the first account. Throws a Refusal `setup_token_wrong` or `already_set_up`. */
  setUp(token: string, email: string, password: string): Promise<void>;
  /**
   * What ADMIN_EMAIL and ADMIN_PASSWORD ask for: makes the first account without a token, or gives the account of that
   * e-mail that password, ending its sessions: the way back in for whoever forgot it. Otherwise does nothing.
   */
  ensureAdmin(email: string, password: string): Promise<void>;
  /** The token of a new session, or undefined when e-mail and password do not belong together. */
  signIn(email: string, password: string): Promise<string | undefined>;
  /** Who a token belongs to. */
  whose(token: string): Person | undefined;
  signOut(session: string): Promise<void>;
  /**
   * Gives the person another password, and returns the person's other sessions, which are over. Throws a Refusal `wrong_credentials`
   * when `current` is not the one that counts now.
   */
  changePassword(person: Person, current: string, password: string): Promise<string[]>;
  /** Those of the person that still open something, latest used first. */
  sessions(person: Person): { createdAt: number; seenAt: number; isThis: boolean }[];
  /** Ends all of the person's sessions but this one, and returns them. */
  signOutElsewhere(person: Person): Promise<string[]>;
}

const INSERT_FIRST = `INSERT INTO accounts (email, password_hash, created_at)
  SELECT :email, :password_hash, :created_at WHERE NOT EXISTS (SELECT 1 FROM accounts)`;
/** Unless the password was changed while it was being looked at: the old one opens nothing any more. */
const INSERT_SESSION = `INSERT INTO sessions (token_hash, account_id, created_at, seen_at)
  SELECT :hash, id, :now, :now FROM accounts WHERE id = :account AND password_hash = :password_hash`;
const NOTE_USE = 'UPDATE sessions SET seen_at = :now WHERE token_hash = :hash';
const CHANGE_PASSWORD = 'UPDATE accounts SET password_hash = :password_hash WHERE id = :id';
const REPLACE_PASSWORD = `${CHANGE_PASSWORD} AND password_hash = :before`;
const DELETE_SESSIONS = 'DELETE FROM sessions WHERE account_id = :id';
const DELETE_OTHER_SESSIONS = 'DELETE FROM sessions WHERE account_id = :id AND token_hash <> :hash';
const DELETE_SESSION = 'DELETE FROM sessions WHERE token_hash = :hash';

interface Account {
  id: number;
  passwordHash: string;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest();

/** A URL-safe secret of 256 bits. */
const newSecret = () => randomBytes(32).toString('base64url');

export function createAccounts(reader: Db, recorder: Recorder, clock: Clock): Accounts {
  const any = reader.prepare('SELECT 1 FROM accounts LIMIT 1');
  const byEmail = reader.prepare('SELECT id, password_hash AS passwordHash FROM accounts WHERE email = ?');
  const bySession = reader.prepare(`SELECT accounts.id, email, sessions.created_at AS createdAt, seen_at AS seenAt
    FROM sessions JOIN accounts ON accounts.id = account_id WHERE token_hash = ?`);
  const byId = reader.prepare('SELECT password_hash FROM accounts WHERE id = ?').pluck();
  const ofAccount = reader.prepare(`SELECT hex(token_hash) AS session, created_at AS createdAt, seen_at AS seenAt
    FROM sessions WHERE account_id = ? ORDER BY seen_at DESC, created_at DESC`);
  const setupToken = newSecret();
  const exist = () => any.get() !== undefined;

  const isOver = (session: { createdAt: number; seenAt: number }, now: number) =>
    now - session.seenAt > IDLE_MS || now - session.createdAt > SESSION_MS;

  function sessionsOf({ id, session }: Person) {
    const stored = ofAccount.all(id) as { session: string; createdAt: number; seenAt: number }[];
    const now = clock.wall();
    return stored
      .filter((one) => !isOver(one, now))
      .map((one) => ({ ...one, session: one.session.toLowerCase() }))
      .map((one) => ({ ...one, isThis: one.session === session }));
  }

  async function signOutElsewhere(person: Person): Promise<string[]> {
    const others = sessionsOf(person).filter(({ isThis }) => !isThis);
    await recorder.write(DELETE_OTHER_SESSIONS, { id: person.id, hash: Buffer.from(person.session, 'hex') });
    return others.map(({ session }) => session);
  }

  async function insertFirst(email: string, password: string): Promise<boolean> {
    const values = { email, password_hash: await hashPassword(password), created_at: clock.wall() };
    return (await recorder.write(INSERT_FIRST, values)).changes === 1;
  }

  return {
    exist,
    setupToken: () => (exist() ? undefined : setupToken),
    async setUp(token, email, password) {
      const done = () => new Refusal('already_set_up', 'This Headcount has an account already. Sign in instead.');
      if (exist()) throw done();
      if (!timingSafeEqual(sha256(token), sha256(setupToken))) {
        throw new Refusal(
          'setup_token_wrong',
          'This set-up link is not valid any more. Open the one that the server printed at its last start.',
          {
            field: 'token',
          },
        );
      }
      if (!(await insertFirst(email, password))) throw done();
    },
    async ensureAdmin(email, password) {
      const account = byEmail.get(email) as Account | undefined;
      if (!exist()) await insertFirst(email, password);
      else if (account && !(await verifyPassword(account.passwordHash, password))) {
        await recorder.write(DELETE_SESSIONS, { id: account.id }); // first: a start that is cut short begins here again
        await recorder.write(CHANGE_PASSWORD, { password_hash: await hashPassword(password), id: account.id });
      }
    },
    async signIn(email, password) {
      const account = byEmail.get(email) as Account | undefined;
      if (!(await verifyPassword(account?.passwordHash, password)) || !account) return undefined;
      const token = newSecret();
      const values = {
        hash: sha256(token),
        account: account.id,
        password_hash: account.passwordHash,
        now: clock.wall(),
      };
      return (await recorder.write(INSERT_SESSION, values)).changes === 1 ? token : undefined;
    },
    whose(token) {
      const hash = sha256(token);
      const found = bySession.get(hash) as { id: number; email: string; createdAt: number; seenAt: number } | undefined;
      const now = clock.wall();
      if (!found || isOver(found, now)) return undefined;
      if (now - found.seenAt > NOTE_USE_MS) {
        // Not awaited: whether it is noted now or at the next request makes no difference to anyone.
        recorder.write(NOTE_USE, { hash, now }).catch(() => undefined);
      }
      return { id: found.id, email: found.email, session: hash.toString('hex') };
    },
    async signOut(session) {
      await recorder.write(DELETE_SESSION, { hash: Buffer.from(session, 'hex') });
    },
    async changePassword(person, current, password) {
      const before = byId.get(person.id) as string | undefined;
      const wrong = () => new Refusal('wrong_credentials', 'This is not your password.', { field: 'current' });
      if (!(await verifyPassword(before, current)) || before === undefined) throw wrong();
      const values = { id: person.id, before, password_hash: await hashPassword(password) };
      if ((await recorder.write(REPLACE_PASSWORD, values)).changes === 0) throw wrong(); // changed meanwhile
      return signOutElsewhere(person);
    },
    sessions: (person) => sessionsOf(person).map(({ session: _, ...rest }) => rest),
    signOutElsewhere,
  };
}
