-- When a person, by an undo, put a relation back that a sync had taken apart: syncs leave it as it is.
ALTER TABLE related_items ADD COLUMN kept_at BIGINT;
