-- Whether a site shows its own readers how many of them read now: off until its owner allows it.

ALTER TABLE sites ADD COLUMN public_live INTEGER NOT NULL DEFAULT 0 CHECK (public_live IN (0, 1));
