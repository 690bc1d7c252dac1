-- The collector: what is known of a hit beyond its page, how long a page was read, what a site does not want counted, and
-- the keys with which servers send hits. '' stands for "unknown" in the texts that are never absent for another reason.

ALTER TABLE hits ADD COLUMN source          TEXT NOT NULL DEFAULT '';  -- who brought them: Google, news.ycombinator.com …
ALTER TABLE hits ADD COLUMN channel         TEXT NOT NULL DEFAULT '';  -- direct, search, social, ai, email, paid, campaign, internal, other
ALTER TABLE hits ADD COLUMN device          TEXT NOT NULL DEFAULT '';  -- desktop, mobile, tablet, tv …
ALTER TABLE hits ADD COLUMN browser         TEXT NOT NULL DEFAULT '';
ALTER TABLE hits ADD COLUMN browser_version TEXT NOT NULL DEFAULT '';
ALTER TABLE hits ADD COLUMN os              TEXT NOT NULL DEFAULT '';
ALTER TABLE hits ADD COLUMN os_version      TEXT NOT NULL DEFAULT '';
ALTER TABLE hits ADD COLUMN country         TEXT NOT NULL DEFAULT '';  -- ISO 3166-1 alpha-2
ALTER TABLE hits ADD COLUMN region          TEXT NOT NULL DEFAULT '';
ALTER TABLE hits ADD COLUMN city            TEXT NOT NULL DEFAULT '';
ALTER TABLE hits ADD COLUMN language        TEXT NOT NULL DEFAULT '';  -- BCP 47
ALTER TABLE hits ADD COLUMN screen          TEXT NOT NULL DEFAULT '';  -- xs, sm, md, lg, xl

-- How long and how far a page was read: written when its lease ends, so once or several times per page instance; each row
-- says "so far", and the greatest counts. On the day of the view (`at`), whenever the lease ended.
CREATE TABLE engagements (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  site_id       INTEGER NOT NULL REFERENCES sites (id),
  at            INTEGER NOT NULL,               -- of the view
  page_instance BLOB    NOT NULL,               -- 8 bytes
  engaged_ms    INTEGER NOT NULL,
  scroll_depth  INTEGER NOT NULL                -- percent of the page
) STRICT;

CREATE INDEX engagements_of_site_by_time ON engagements (site_id, at);

-- What a site does not want counted, and how it treats those who ask for privacy; JSON arrays of texts.
ALTER TABLE sites ADD COLUMN allowed_hosts      TEXT NOT NULL DEFAULT '[]';  -- empty: any
ALTER TABLE sites ADD COLUMN excluded_addresses TEXT NOT NULL DEFAULT '[]';  -- addresses and CIDR ranges
ALTER TABLE sites ADD COLUMN excluded_paths     TEXT NOT NULL DEFAULT '[]';  -- patterns, * stands for anything
ALTER TABLE sites ADD COLUMN excluded_countries TEXT NOT NULL DEFAULT '[]';
ALTER TABLE sites ADD COLUMN visitor_ids        TEXT NOT NULL DEFAULT 'unless_refused'
  CHECK (visitor_ids IN ('always', 'unless_refused', 'never'));                -- refused: by GPC or DNT

-- A key is known by its SHA-256 only, and is shown once.
CREATE TABLE keys (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  hash       BLOB    NOT NULL UNIQUE,
  site_id    INTEGER NOT NULL REFERENCES sites (id) ON DELETE CASCADE,
  name       TEXT    NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
