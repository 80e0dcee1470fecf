-- Leaving Microsoft: what Reeve granted by its own acts, what the application may still do in each
-- tenant, which of it is to be revoked and how that ended, and what a removal archived.

-- What Reeve's own acts granted. Outlives the connection: another one may have the same application.
CREATE TABLE grants_made (
  id BIGINT PRIMARY KEY,
  connection BIGINT NOT NULL,
  application_id TEXT COLLATE "C" NOT NULL,
  entra_tenant_id TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('delegated', 'application', 'group', 'role')),
  object_id TEXT COLLATE "C" NOT NULL,
  what TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  UNIQUE (application_id, entra_tenant_id, kind, object_id, what)
);
-- One leaving of a connection, from the first list to the end; it outlives the connection.
CREATE TABLE leavings (
  id BIGINT PRIMARY KEY,
  connection BIGINT NOT NULL,
  connection_name TEXT COLLATE "C" NOT NULL,
  application_id TEXT COLLATE "C" NOT NULL,
  account BIGINT,
  state TEXT COLLATE "C" NOT NULL CHECK (state IN ('listing', 'listed', 'revoking', 'revoked', 'removing', 'undoing', 'ended')),
  ending TEXT COLLATE "C" CHECK (ending IN ('pause', 'keep', 'remove')),
  sentence TEXT COLLATE "C",
  created_at BIGINT NOT NULL,
  listed_at BIGINT,
  revoking_at BIGINT,
  revoked_at BIGINT,
  ended_at BIGINT,
  undone_at BIGINT
);
CREATE UNIQUE INDEX leavings_open ON leavings (connection)
  WHERE state IN ('listing', 'listed', 'revoking', 'revoked', 'removing');
-- The tenants where the application stands, as far as they could be read.
CREATE TABLE leaving_tenants (
  leaving BIGINT NOT NULL REFERENCES leavings (id),
  entra_tenant_id TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  home BIGINT NOT NULL DEFAULT 0,
  state TEXT COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'listed', 'absent', 'unknown')),
  service_principal TEXT COLLATE "C",
  -- Delegated permissions that revoking needed there for a moment, to be taken back last.
  temporary TEXT COLLATE "C",
  sentence TEXT COLLATE "C",
  PRIMARY KEY (leaving, entra_tenant_id)
);
-- One thing that the application holds in a tenant.
CREATE TABLE leaving_items (
  id BIGINT PRIMARY KEY,
  leaving BIGINT NOT NULL REFERENCES leavings (id),
  entra_tenant_id TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('delegated', 'application', 'group', 'role')),
  object_id TEXT COLLATE "C" NOT NULL,
  resource TEXT COLLATE "C" NOT NULL,
  resource_name TEXT COLLATE "C" NOT NULL,
  what TEXT COLLATE "C" NOT NULL,
  by_reeve BIGINT NOT NULL DEFAULT 0,
  selected BIGINT NOT NULL DEFAULT 0,
  position BIGINT NOT NULL,
  state TEXT COLLATE "C" NOT NULL CHECK (state IN ('listed', 'waiting', 'done', 'failed', 'left')),
  sentence TEXT COLLATE "C",
  ended_at BIGINT
);
CREATE INDEX leaving_items_leaving ON leaving_items (leaving, entra_tenant_id, position, id);
-- What a removal archived, so that it can be brought back.
CREATE TABLE leaving_assets (
  leaving BIGINT NOT NULL REFERENCES leavings (id),
  asset_kind TEXT COLLATE "C" NOT NULL,
  asset BIGINT NOT NULL,
  PRIMARY KEY (leaving, asset_kind, asset)
);
-- Why a way in was lost, or no token is to be had: relationship_expired, relationship_terminated,
-- consent_lost, not_listed, connection_removed. The sentence stands beside it in `reason`.
ALTER TABLE tenant_access ADD COLUMN cause TEXT COLLATE "C";
ALTER TABLE tenants ADD COLUMN cause TEXT COLLATE "C";
