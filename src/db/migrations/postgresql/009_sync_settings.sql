-- How people want a connection or one tenant synced: one row a section (choosing, mapping, guard, leavers, schedule), as
-- JSON. A tenant without a row of its own follows the connection that it is reached by.
CREATE TABLE sync_settings (
  owner_kind TEXT COLLATE "C" NOT NULL CHECK (owner_kind IN ('connection', 'tenant')),
  owner BIGINT NOT NULL,
  section TEXT COLLATE "C" NOT NULL,
  value TEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by BIGINT,
  PRIMARY KEY (owner_kind, owner, section)
);
