-- The house: who may look (accounts, sessions), what is watched (sites), and what came in (hits).
-- Instants are milliseconds since 1970, as integers. STRICT: a wrong type is an error, not a surprise later.

CREATE TABLE accounts (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  email         TEXT    NOT NULL UNIQUE COLLATE NOCASE,
  password_hash TEXT    NOT NULL,               -- argon2id, PHC string
  created_at    INTEGER NOT NULL
) STRICT;

-- A session is known by the SHA-256 of its cookie only: whoever steals this file cannot sign in with it.
CREATE TABLE sessions (
  token_hash BLOB    PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  seen_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A site's id is for life: hits and visitor ids are made with it. Its host and zone may change.
CREATE TABLE sites (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  host       TEXT    NOT NULL UNIQUE,           -- lower case, without www. and port
  timezone   TEXT    NOT NULL,                  -- IANA name; the site's days begin in it
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE hits (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  site_id        INTEGER NOT NULL REFERENCES sites (id),
  at             INTEGER NOT NULL,              -- when the server took it
  kind           TEXT    NOT NULL CHECK (kind IN ('view', 'event')),
  page_instance  BLOB    NOT NULL,              -- 8 bytes, random per page load; with seq it makes a retry harmless
  seq            INTEGER NOT NULL,
  visitor        BLOB,                          -- 8 bytes, changes daily; NULL: asked not to be told apart (GPC, DNT)
  host           TEXT    NOT NULL,              -- of the page, as it was visited
  path           TEXT    NOT NULL,
  referrer       TEXT,                          -- origin and path
  utm_source     TEXT,
  utm_medium     TEXT,
  utm_campaign   TEXT,
  utm_content    TEXT,
  utm_term       TEXT,
  title          TEXT,
  viewport_width INTEGER,                       -- CSS pixels
  timezone       TEXT,                          -- of the browser
  event_name     TEXT,
  event_props    TEXT                           -- JSON object
) STRICT;

CREATE INDEX hits_of_site_by_time ON hits (site_id, at);
