-- Whether a site tells anybody how many views its pages have had: off until its owner allows it.

ALTER TABLE sites ADD COLUMN public_pageviews INTEGER NOT NULL DEFAULT 0 CHECK (public_pageviews IN (0, 1));
