-- A site that was removed: its host is free from that moment, what is stored of it goes in small steps (server/store/removal.ts),
-- and this row last.

ALTER TABLE sites ADD COLUMN removed_at INTEGER;  -- NULL: registered. Else the host is ':' and the id, which no host can be
