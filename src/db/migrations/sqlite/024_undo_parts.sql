-- What an undo did to relations, and whose place in an asset a link gave way to.
ALTER TABLE undos ADD COLUMN relations BIGINT NOT NULL DEFAULT 0;
-- The run whose new link of the same asset made this one an additional one.
ALTER TABLE links ADD COLUMN yielded_run BIGINT;
