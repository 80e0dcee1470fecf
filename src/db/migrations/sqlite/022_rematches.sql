-- A tenant that got another organization, and what became of each asset that hung on it, so that it can be undone whole.
CREATE TABLE rematches (
  id BIGINT PRIMARY KEY,
  tenant BIGINT NOT NULL REFERENCES tenants (id),
  from_organization BIGINT, to_organization BIGINT NOT NULL,
  from_how TEXT, from_by BIGINT, from_at BIGINT,
  first_sync_accepted_at BIGINT, first_sync_accepted_by BIGINT,
  account BIGINT, at BIGINT NOT NULL,
  undone_at BIGINT, undone_by BIGINT
);
CREATE INDEX rematches_tenant ON rematches (tenant, id);
-- `from_organization`: where the asset was; the link as it was.
CREATE TABLE rematch_assets (
  rematch BIGINT NOT NULL REFERENCES rematches (id),
  asset_kind TEXT NOT NULL, asset BIGINT NOT NULL,
  act TEXT NOT NULL CHECK (act IN ('move', 'unlink', 'ask')),
  from_organization BIGINT NOT NULL,
  link BIGINT NOT NULL, type TEXT NOT NULL, record BIGINT NOT NULL, role TEXT NOT NULL, reason TEXT NOT NULL,
  confidence DOUBLE PRECISION NOT NULL, applied_hash TEXT, mapping_revision BIGINT NOT NULL,
  created_by_run BIGINT, created_at BIGINT NOT NULL,
  PRIMARY KEY (rematch, link)
);
