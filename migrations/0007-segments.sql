-- Finished days as columns: copies of rows, which stay. A seal is one making of a day's columns. It is staged in several
-- transactions and published in one; what it replaces is swept away a while later.

CREATE TABLE seals (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  site_id         INTEGER NOT NULL REFERENCES sites (id),
  day_start       INTEGER NOT NULL,             -- of the site's own day, [day_start, day_end)
  day_end         INTEGER NOT NULL,
  state           TEXT    NOT NULL CHECK (state IN ('staged', 'published', 'replaced')),
  late            INTEGER NOT NULL DEFAULT 0 CHECK (late IN (0, 1)),  -- rows of the day were stored after it was begun
  sealed_at       INTEGER NOT NULL              -- when it was begun
) STRICT;

CREATE INDEX seals_of_site_by_day ON seals (site_id, day_end);
CREATE UNIQUE INDEX one_published_seal_of_a_day ON seals (site_id, day_start) WHERE state = 'published';
CREATE INDEX seals_to_sweep ON seals (id) WHERE state <> 'published';

-- A part of a day: its number, which is never given again, is that of the seal times 4096 plus its place.
CREATE TABLE segments (
  id       INTEGER PRIMARY KEY,
  seal_id  INTEGER NOT NULL REFERENCES seals (id),
  visits   INTEGER NOT NULL,
  hits     INTEGER NOT NULL,
  linked   INTEGER NOT NULL,                    -- visits of visitors; those after are anonymous
  visitors INTEGER NOT NULL
) STRICT;

CREATE INDEX segments_of_seal ON segments (seal_id);

CREATE TABLE segment_columns (
  segment_id INTEGER NOT NULL REFERENCES segments (id),
  name       TEXT    NOT NULL,                  -- as in server/store/segment.ts
  data       BLOB    NOT NULL,                  -- as in server/store/column-blob.ts
  PRIMARY KEY (segment_id, name)
) STRICT;

-- What the numbers in the columns mean. A number means the same for ever.
CREATE TABLE dictionary (
  site_id INTEGER NOT NULL REFERENCES sites (id),
  space   TEXT    NOT NULL,
  id      INTEGER NOT NULL,
  value   TEXT    NOT NULL,
  PRIMARY KEY (site_id, space, id)
) STRICT, WITHOUT ROWID;

-- A row of a day that is sealed, or being sealed, makes its seal late: the day is answered from its rows until it is sealed anew.
CREATE TRIGGER late_hit AFTER INSERT ON hits
  WHEN EXISTS (SELECT 1 FROM seals WHERE site_id = NEW.site_id AND day_end > NEW.at AND day_start <= NEW.at)
BEGIN
  UPDATE seals SET late = 1 WHERE site_id = NEW.site_id AND day_end > NEW.at AND day_start <= NEW.at AND late = 0;
END;

CREATE TRIGGER late_engagement AFTER INSERT ON engagements
  WHEN EXISTS (SELECT 1 FROM seals WHERE site_id = NEW.site_id AND day_end > NEW.at AND day_start <= NEW.at)
BEGIN
  UPDATE seals SET late = 1 WHERE site_id = NEW.site_id AND day_end > NEW.at AND day_start <= NEW.at AND late = 0;
END;
