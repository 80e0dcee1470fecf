-- How much a connection may do at Microsoft, and the links into Microsoft's admin centers.
ALTER TABLE connections ADD COLUMN tier TEXT COLLATE "C" NOT NULL DEFAULT 'documentation';
-- What Microsoft says of its portals for a tenant: JSON, [{"service","url"}].
ALTER TABLE tenants ADD COLUMN portals TEXT COLLATE "C";
ALTER TABLE tenants ADD COLUMN portals_asked_at BIGINT;
