-- What a person answered to a review (link, create, ignore, archive, keep, accept, reject) and which asset was meant; and of a
-- record that left, the asset it leaves behind.
ALTER TABLE reviews ADD COLUMN answer TEXT COLLATE "C";
ALTER TABLE reviews ADD COLUMN answer_asset BIGINT;
CREATE INDEX reviews_record ON reviews (tenant, record, kind);
