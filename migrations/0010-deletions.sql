-- What is to be deleted of a site that stays: the hits of a page, of a range, or those that are too old. The row stays until nothing
-- of them is left (server/store/deletions.ts), so that a restart goes on.

CREATE TABLE deletions (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  site_id         INTEGER NOT NULL REFERENCES sites (id),
  reason          TEXT    NOT NULL CHECK (reason IN ('owner', 'retention')),
  path            TEXT,                         -- * stands for any text; NULL: of every page, and what is known of no page
  from_at         INTEGER NOT NULL,             -- [from_at, until_at)
  until_at        INTEGER NOT NULL,
  last_hit        INTEGER NOT NULL,             -- rows after these are not meant
  last_engagement INTEGER NOT NULL,
  state           TEXT    NOT NULL DEFAULT 'deleting' CHECK (state IN ('deleting', 'folding')),  -- folding: only the WAL is left
  begun_at        INTEGER NOT NULL
) STRICT;

ALTER TABLE sites ADD COLUMN retention_days INTEGER CHECK (retention_days >= 0);  -- NULL: as the server's setting says; 0: for ever
