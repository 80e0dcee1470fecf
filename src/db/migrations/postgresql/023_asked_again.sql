-- When somebody asked for a job's work while it was running: it may have read what he changed before he changed it.
ALTER TABLE jobs ADD COLUMN asked_again BIGINT;
