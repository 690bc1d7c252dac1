-- How many were here at once, minute by minute of the wall clock: the live view's curves are drawn from it, and what was can
-- be asked for later. A minute in which nobody was there has no row; a site with somebody there all day takes 28 kB a day.

CREATE TABLE live_minutes (
  site_id    INTEGER NOT NULL REFERENCES sites (id),
  minute     INTEGER NOT NULL,                  -- minutes since 1970: the instant at which it begins, in ms, / 60000
  peak       INTEGER NOT NULL,                  -- the greatest number of visitors at once
  visitor_ms INTEGER NOT NULL,                  -- the visitors' time in it, summed; the average is visitor_ms / 60000
  PRIMARY KEY (site_id, minute)
) STRICT, WITHOUT ROWID;
