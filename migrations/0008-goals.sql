-- What a site's owner hopes for: a page, or an event, under a name. Nothing of a hit refers to it: it is a question about hits.

CREATE TABLE goals (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  site_id        INTEGER NOT NULL REFERENCES sites (id),
  name           TEXT    NOT NULL,
  page           TEXT,                           -- a pattern of paths (server/sites/path-pattern.ts)
  event          TEXT,                           -- or the name of an event
  property_key   TEXT,                           -- that must have this property
  property_value TEXT,
  created_at     INTEGER NOT NULL,
  CHECK ((page IS NULL) <> (event IS NULL)),
  CHECK ((property_key IS NULL) = (property_value IS NULL) AND (property_key IS NULL OR event IS NOT NULL)),
  UNIQUE (site_id, name)
) STRICT;
