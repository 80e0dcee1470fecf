-- Everything of the first path: accounts, documentation, connections, Microsoft's records, runs, jobs, secrets.
-- The same text runs on SQLite and PostgreSQL: BIGINT ids, booleans as 0/1, times as milliseconds since 1970 (UTC).
-- Secondary indexes lead with the tenant (or the organization): three to four times faster at a million rows.
-- `*_folded` columns hold base::fold() of their text, so that both databases sort and compare alike.

CREATE TABLE installation (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  epoch BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
INSERT INTO installation (id, epoch, created_at) VALUES (1, 1, now_ms());

CREATE TABLE id_sequences (name TEXT PRIMARY KEY, next BIGINT NOT NULL);

CREATE TABLE id_aliases (
  kind TEXT NOT NULL, old_id BIGINT NOT NULL, asset BIGINT NOT NULL,
  PRIMARY KEY (kind, old_id)
);

CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);

-- People who log in.
CREATE TABLE accounts (
  id BIGINT PRIMARY KEY,
  email TEXT NOT NULL,
  email_folded TEXT NOT NULL UNIQUE,
  first_name TEXT NOT NULL DEFAULT '',
  last_name TEXT NOT NULL DEFAULT '',
  role TEXT NOT NULL CHECK (role IN ('administrator', 'manager', 'editor', 'creator', 'lite')),
  state TEXT NOT NULL CHECK (state IN ('invited', 'active', 'disabled')),
  all_organizations BIGINT NOT NULL DEFAULT 1,
  password_hash TEXT,
  version BIGINT NOT NULL DEFAULT 1,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  last_login_at BIGINT
);
CREATE TABLE account_organizations (
  account BIGINT NOT NULL REFERENCES accounts (id),
  organization BIGINT NOT NULL,
  PRIMARY KEY (account, organization)
);
CREATE TABLE one_time_links (
  token_hash TEXT PRIMARY KEY,
  account BIGINT NOT NULL REFERENCES accounts (id),
  purpose TEXT NOT NULL CHECK (purpose IN ('first', 'invite', 'reset')),
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  account BIGINT NOT NULL REFERENCES accounts (id),
  csrf TEXT NOT NULL,
  address TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_account ON sessions (account);
CREATE TABLE api_keys (
  id BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  key_hash TEXT NOT NULL UNIQUE,
  prefix TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('administrator', 'manager', 'editor', 'creator', 'lite')),
  created_at BIGINT NOT NULL,
  last_used_at BIGINT,
  revoked_at BIGINT
);

-- The documentation: people own it.
CREATE TABLE organizations (
  id BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  name_folded TEXT NOT NULL,
  short_name TEXT,
  description TEXT,
  alert TEXT,
  quick_notes TEXT,
  version BIGINT NOT NULL DEFAULT 1,
  archived_at BIGINT,
  merged_into BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX organizations_name ON organizations (name_folded, id);
CREATE TABLE contacts (
  id BIGINT PRIMARY KEY,
  organization BIGINT NOT NULL REFERENCES organizations (id),
  first_name TEXT NOT NULL DEFAULT '',
  last_name TEXT NOT NULL DEFAULT '',
  first_name_folded TEXT NOT NULL,
  last_name_folded TEXT NOT NULL,
  name_folded TEXT NOT NULL,
  title TEXT,
  contact_type TEXT,
  notes TEXT,
  important BIGINT NOT NULL DEFAULT 0,
  version BIGINT NOT NULL DEFAULT 1,
  archived_at BIGINT,
  merged_into BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX contacts_organization ON contacts (organization, name_folded, id);
-- One row an address; `source` says who wrote it, so that a sync takes back only what it gave.
CREATE TABLE contact_emails (
  contact BIGINT NOT NULL REFERENCES contacts (id),
  position BIGINT NOT NULL,
  value TEXT NOT NULL,
  value_folded TEXT NOT NULL,
  label TEXT,
  is_primary BIGINT NOT NULL DEFAULT 0,
  source TEXT NOT NULL,
  PRIMARY KEY (contact, position)
);
CREATE UNIQUE INDEX contact_emails_value ON contact_emails (contact, value_folded);
CREATE TABLE contact_phones (
  contact BIGINT NOT NULL REFERENCES contacts (id),
  position BIGINT NOT NULL,
  value TEXT NOT NULL,
  digits TEXT NOT NULL,
  extension TEXT,
  label TEXT,
  is_primary BIGINT NOT NULL DEFAULT 0,
  source TEXT NOT NULL,
  PRIMARY KEY (contact, position)
);
CREATE TABLE field_sources (
  asset_kind TEXT NOT NULL, asset BIGINT NOT NULL, field TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('person', 'import', 'api', 'microsoft', 'psa')),
  at BIGINT NOT NULL,
  PRIMARY KEY (asset_kind, asset, field)
);
CREATE TABLE locks (
  asset_kind TEXT NOT NULL, asset BIGINT NOT NULL, field TEXT NOT NULL,
  account BIGINT, at BIGINT NOT NULL,
  PRIMARY KEY (asset_kind, asset, field)
);
-- Every change of the documentation; id grows in commit order.
CREATE TABLE changes (
  id BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  account BIGINT,
  run BIGINT,
  decision BIGINT,
  asset_kind TEXT NOT NULL,
  asset BIGINT NOT NULL,
  op TEXT NOT NULL CHECK (op IN ('create', 'set', 'add', 'remove', 'link', 'unlink', 'relate', 'archive', 'restore')),
  path TEXT NOT NULL DEFAULT '',
  old TEXT,
  new TEXT,
  base_version BIGINT NOT NULL
);
CREATE INDEX changes_asset ON changes (asset_kind, asset, id);
CREATE INDEX changes_run ON changes (run, id);

-- Microsoft's side.
CREATE TABLE connections (
  id BIGINT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('partner', 'direct')),
  name TEXT NOT NULL,
  cloud TEXT NOT NULL,
  application_id TEXT NOT NULL,
  directory_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('new', 'connected', 'reconnect', 'paused', 'disconnected')),
  reason TEXT,
  remedy TEXT,
  detail TEXT,
  service_account TEXT,
  create_contacts TEXT NOT NULL DEFAULT 'create' CHECK (create_contacts IN ('create', 'hold')),
  new_tenants TEXT NOT NULL DEFAULT 'read' CHECK (new_tenants IN ('read', 'new')),
  secret_expires_on TEXT,
  connected_at BIGINT,
  discovered_at BIGINT,
  version BIGINT NOT NULL DEFAULT 1,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE TABLE tenants (
  id BIGINT PRIMARY KEY,
  cloud TEXT NOT NULL,
  entra_tenant_id TEXT NOT NULL,
  name TEXT NOT NULL,
  name_folded TEXT NOT NULL,
  default_domain TEXT,
  organization BIGINT REFERENCES organizations (id),
  state TEXT NOT NULL CHECK (state IN ('new', 'read', 'active', 'ignored')),
  own BIGINT NOT NULL DEFAULT 0,
  reason TEXT,
  way_in_use TEXT,
  connection_in_use BIGINT REFERENCES connections (id),
  matched_how TEXT,
  matched_by BIGINT,
  matched_at BIGINT,
  first_sync_accepted_at BIGINT,
  first_sync_accepted_by BIGINT,
  last_good_sync_at BIGINT,
  version BIGINT NOT NULL DEFAULT 1,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (cloud, entra_tenant_id)
);
CREATE INDEX tenants_name ON tenants (name_folded, id);
CREATE INDEX tenants_organization ON tenants (organization);
CREATE TABLE tenant_access (
  tenant BIGINT NOT NULL REFERENCES tenants (id),
  connection BIGINT NOT NULL REFERENCES connections (id),
  way TEXT NOT NULL CHECK (way IN ('direct', 'gdap', 'dap', 'own')),
  state TEXT NOT NULL CHECK (state IN ('open', 'lost')),
  reason TEXT,
  preference BIGINT NOT NULL DEFAULT 0,
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (tenant, connection, way)
);
-- Organizations that fit a tenant by name, ranked; a person accepts one.
CREATE TABLE tenant_suggestions (
  tenant BIGINT NOT NULL REFERENCES tenants (id),
  organization BIGINT NOT NULL REFERENCES organizations (id),
  score DOUBLE PRECISION NOT NULL,
  evidence TEXT NOT NULL,
  PRIMARY KEY (tenant, organization)
);
CREATE TABLE records (
  id BIGINT PRIMARY KEY,
  tenant BIGINT NOT NULL REFERENCES tenants (id),
  type TEXT NOT NULL,
  external_id TEXT NOT NULL,
  title TEXT NOT NULL,
  title_folded TEXT NOT NULL,
  body TEXT NOT NULL,
  hash TEXT NOT NULL,
  hash_version BIGINT NOT NULL,
  first_seen BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by_run BIGINT,
  gone_at BIGINT,
  not_chosen TEXT,
  UNIQUE (tenant, type, external_id)
);
CREATE TABLE record_keys (
  tenant BIGINT NOT NULL,
  record BIGINT NOT NULL REFERENCES records (id),
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (tenant, record, kind, value)
);
CREATE INDEX record_keys_value ON record_keys (tenant, kind, value);
CREATE TABLE record_edges (
  tenant BIGINT NOT NULL,
  kind TEXT NOT NULL,
  from_id TEXT NOT NULL,
  to_id TEXT NOT NULL,
  gone_at BIGINT,
  PRIMARY KEY (tenant, kind, from_id, to_id)
);
CREATE TABLE type_state (
  tenant BIGINT NOT NULL REFERENCES tenants (id),
  type TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('complete', 'partial', 'absent', 'not_asked')),
  delta_link TEXT,
  issued_at BIGINT,
  last_complete BIGINT,
  next_due BIGINT,
  reason TEXT,
  sentence TEXT,
  remedy TEXT,
  PRIMARY KEY (tenant, type)
);
CREATE TABLE links (
  id BIGINT PRIMARY KEY,
  tenant BIGINT NOT NULL REFERENCES tenants (id),
  type TEXT NOT NULL,
  record BIGINT NOT NULL REFERENCES records (id),
  asset_kind TEXT NOT NULL,
  asset BIGINT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('primary', 'additional')),
  reason TEXT NOT NULL,
  confidence DOUBLE PRECISION NOT NULL,
  applied_hash TEXT,
  mapping_revision BIGINT NOT NULL DEFAULT 0,
  created_by_run BIGINT,
  created_at BIGINT NOT NULL,
  UNIQUE (record, asset_kind)
);
CREATE UNIQUE INDEX links_primary ON links (tenant, type, asset_kind, asset) WHERE role = 'primary';
CREATE INDEX links_asset ON links (asset_kind, asset);
CREATE TABLE decisions (
  id BIGINT PRIMARY KEY,
  tenant BIGINT NOT NULL REFERENCES tenants (id),
  record BIGINT REFERENCES records (id),
  verdict TEXT NOT NULL CHECK (verdict IN ('link', 'ignore', 'never_create', 'never_link', 'match_tenant', 'ignore_tenant')),
  asset_kind TEXT,
  asset BIGINT,
  account BIGINT,
  at BIGINT NOT NULL
);
CREATE INDEX decisions_record ON decisions (tenant, record);
CREATE TABLE reviews (
  id BIGINT PRIMARY KEY,
  tenant BIGINT NOT NULL REFERENCES tenants (id),
  run BIGINT,
  kind TEXT NOT NULL,
  record BIGINT,
  sentence TEXT NOT NULL,
  detail TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'decided', 'obsolete')),
  created_at BIGINT NOT NULL,
  decided_at BIGINT,
  decided_by BIGINT
);
CREATE INDEX reviews_tenant ON reviews (tenant, state, kind);
CREATE TABLE runs (
  id BIGINT PRIMARY KEY,
  tenant BIGINT NOT NULL REFERENCES tenants (id),
  connection BIGINT REFERENCES connections (id),
  state TEXT NOT NULL CHECK (state IN ('queued', 'syncing', 'ok', 'gaps', 'partial', 'held', 'failed', 'canceled')),
  reason TEXT,
  sentence TEXT,
  remedy TEXT,
  detail TEXT,
  started_by TEXT NOT NULL,
  account BIGINT,
  dry_run BIGINT NOT NULL DEFAULT 0,
  accept_first BIGINT NOT NULL DEFAULT 0,
  way TEXT,
  fence BIGINT NOT NULL DEFAULT 0,
  queued_at BIGINT NOT NULL,
  started_at BIGINT,
  finished_at BIGINT,
  requests BIGINT NOT NULL DEFAULT 0,
  counts TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX runs_tenant ON runs (tenant, id);
-- One run per tenant at a time.
CREATE UNIQUE INDEX runs_live ON runs (tenant) WHERE state IN ('queued', 'syncing');
CREATE INDEX runs_state ON runs (state, id);
CREATE TABLE run_events (
  id BIGINT PRIMARY KEY,
  run BIGINT NOT NULL REFERENCES runs (id),
  tenant BIGINT NOT NULL,
  at BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('state', 'progress', 'change', 'skip', 'hold', 'failure', 'note')),
  type TEXT,
  code TEXT NOT NULL,
  sentence TEXT NOT NULL,
  remedy TEXT,
  data TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX run_events_run ON run_events (run, id);

-- Work to do, by whichever process holds the lease.
CREATE TABLE jobs (
  id BIGINT PRIMARY KEY,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  payload TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed')),
  priority BIGINT NOT NULL DEFAULT 100,
  run_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  fence BIGINT NOT NULL DEFAULT 0,
  lease_owner TEXT,
  lease_until BIGINT,
  last_error TEXT,
  created_at BIGINT NOT NULL,
  finished_at BIGINT,
  CHECK ((state = 'running') = (lease_owner IS NOT NULL AND lease_until IS NOT NULL))
);
CREATE UNIQUE INDEX jobs_live_key ON jobs (key) WHERE state IN ('queued', 'running');
CREATE INDEX jobs_due ON jobs (state, priority, run_at);
CREATE TABLE processes (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  host TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  heartbeat_at BIGINT NOT NULL
);

-- Sealed values: version | key id | nonce | ciphertext, base64; table, row and field are bound into the seal.
CREATE TABLE vault_keys (
  id BIGINT PRIMARY KEY,
  wrapped TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  retired_at BIGINT
);
CREATE TABLE secrets (
  owner_kind TEXT NOT NULL,
  owner BIGINT NOT NULL,
  name TEXT NOT NULL,
  sealed TEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (owner_kind, owner, name)
);
-- A sign-in at Microsoft under way: found by the hash of its state, usable once.
CREATE TABLE sign_ins (
  state_hash TEXT PRIMARY KEY,
  connection BIGINT NOT NULL REFERENCES connections (id),
  account BIGINT NOT NULL REFERENCES accounts (id),
  sealed TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE TABLE audit (
  id BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  account BIGINT,
  actor TEXT NOT NULL,
  address TEXT,
  action TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject BIGINT,
  detail TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_at ON audit (at, id);
