-- How many different values of a site's day may be stored already, by dimension: never fewer than are. Written in the same
-- transaction as the hits that need it, in steps of a thousand, so that a restart opens no new room for made-up values. A
-- dimension without a row has none. Deleted a few days after the date.

CREATE TABLE value_reservations (
  site_id   INTEGER NOT NULL REFERENCES sites (id),
  date      TEXT    NOT NULL,                   -- the site's own, 2026-11-21
  dimension TEXT    NOT NULL,                   -- page, referrer, utm_term …
  up_to     INTEGER NOT NULL,
  PRIMARY KEY (site_id, date, dimension)
) STRICT, WITHOUT ROWID;
