-- When tenants are synced and how it goes: failures in a row and quarantine, pauses, turns between connections, and the
-- sync log: what stands left out, and what a search looks through.

-- How the newest sync that ended did, and since when it is so; failures in a row; since when it is asked once a day only.
ALTER TABLE tenants ADD COLUMN sync_state TEXT;
ALTER TABLE tenants ADD COLUMN sync_state_since BIGINT;
ALTER TABLE tenants ADD COLUMN failures BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tenants ADD COLUMN quarantined_at BIGINT;
-- Paused on purpose: its scheduled syncs do not start.
CREATE TABLE sync_pauses (
  owner_kind TEXT NOT NULL CHECK (owner_kind IN ('connection', 'tenant')),
  owner BIGINT NOT NULL,
  account BIGINT,
  since BIGINT NOT NULL,
  PRIMARY KEY (owner_kind, owner)
);
-- Whose job it is (a connection's), and whose turn was when: those who wait are served in turn.
ALTER TABLE jobs ADD COLUMN share TEXT NOT NULL DEFAULT '';
CREATE TABLE job_shares (
  share TEXT PRIMARY KEY,
  served BIGINT NOT NULL
);
-- What is left out as of the newest sync: one row a record, from when it began. The log has the transitions alone.
CREATE TABLE record_skips (
  tenant BIGINT NOT NULL REFERENCES tenants (id),
  record BIGINT NOT NULL,
  type TEXT NOT NULL,
  title TEXT NOT NULL,
  title_folded TEXT NOT NULL,
  code TEXT NOT NULL,
  sentence TEXT NOT NULL,
  since BIGINT NOT NULL,
  run BIGINT,
  PRIMARY KEY (tenant, record)
);
ALTER TABLE run_events ADD COLUMN sentence_folded TEXT NOT NULL DEFAULT '';
CREATE INDEX run_events_tenant ON run_events (tenant, id);
