-- Licenses: what each tenant bought and who holds it, counted anew by every run from the records; what each day looked like; and
-- flexible assets, among them the built-in "Microsoft Licenses".

-- One row a product and tenant; `record` is the subscribed SKU. Counts are as of `counted_at`; NULL is not known.
CREATE TABLE licenses (
  record BIGINT PRIMARY KEY,
  tenant BIGINT NOT NULL REFERENCES tenants (id),
  sku TEXT COLLATE "C" NOT NULL,
  part_number TEXT COLLATE "C" NOT NULL,
  product TEXT COLLATE "C" NOT NULL,
  product_folded TEXT COLLATE "C" NOT NULL,
  status TEXT COLLATE "C" NOT NULL,
  is_free BIGINT NOT NULL DEFAULT 0,
  is_gone BIGINT NOT NULL DEFAULT 0,
  enabled BIGINT,
  consumed BIGINT,
  unused BIGINT,
  warning BIGINT,
  suspended BIGINT,
  locked_out BIGINT,
  holders BIGINT NOT NULL DEFAULT 0,
  failed BIGINT NOT NULL DEFAULT 0,
  on_disabled BIGINT NOT NULL DEFAULT 0,
  on_shared BIGINT NOT NULL DEFAULT 0,
  inactive_30 BIGINT NOT NULL DEFAULT 0,
  inactive_60 BIGINT NOT NULL DEFAULT 0,
  inactive_90 BIGINT NOT NULL DEFAULT 0,
  unknown_mailbox BIGINT NOT NULL DEFAULT 0,
  unknown_sign_in BIGINT NOT NULL DEFAULT 0,
  counted_at BIGINT NOT NULL
);
CREATE INDEX licenses_tenant ON licenses (tenant, product_folded);

-- Who holds any license, with what tells waste. `last_active_at` is the last sign-in, or when the account was made where there
-- was none; NULL is not known.
CREATE TABLE licensed_people (
  record BIGINT PRIMARY KEY,
  tenant BIGINT NOT NULL REFERENCES tenants (id),
  user_name TEXT COLLATE "C" NOT NULL,
  account_enabled BIGINT,
  mailbox TEXT COLLATE "C",
  last_active_at BIGINT,
  signed_in BIGINT NOT NULL DEFAULT 0,
  waste TEXT COLLATE "C" NOT NULL CHECK (waste IN ('none', 'disabled', 'shared_mailbox'))
);
CREATE INDEX licensed_people_tenant ON licensed_people (tenant);

-- `is_held` 0: the assignment failed, `error` says how. `by_groups` is JSON: [{"id","name"}].
CREATE TABLE license_holders (
  id BIGINT PRIMARY KEY,
  tenant BIGINT NOT NULL REFERENCES tenants (id),
  license BIGINT NOT NULL,
  person BIGINT NOT NULL,
  is_held BIGINT NOT NULL,
  direct BIGINT NOT NULL,
  by_groups TEXT COLLATE "C" NOT NULL,
  error TEXT COLLATE "C",
  UNIQUE (license, person)
);
CREATE INDEX license_holders_tenant ON license_holders (tenant, person);

-- One row a day (days since 1970, UTC), tenant and product, as the day's last complete list had it.
CREATE TABLE license_days (
  id BIGINT PRIMARY KEY,
  tenant BIGINT NOT NULL REFERENCES tenants (id),
  sku TEXT COLLATE "C" NOT NULL,
  day BIGINT NOT NULL,
  record BIGINT NOT NULL,
  enabled BIGINT,
  consumed BIGINT,
  warning BIGINT,
  suspended BIGINT,
  on_disabled BIGINT NOT NULL,
  on_shared BIGINT NOT NULL,
  inactive_90 BIGINT NOT NULL,
  UNIQUE (tenant, sku, day)
);

-- Flexible assets, as IT Glue has them. `built_in` names a type that Reeve owns: locked for everybody.
CREATE TABLE flexible_asset_types (
  id BIGINT PRIMARY KEY,
  name TEXT COLLATE "C" NOT NULL,
  name_folded TEXT COLLATE "C" NOT NULL UNIQUE,
  description TEXT COLLATE "C",
  icon TEXT COLLATE "C",
  show_in_menu BIGINT NOT NULL DEFAULT 1,
  enabled BIGINT NOT NULL DEFAULT 1,
  built_in TEXT COLLATE "C" UNIQUE,
  version BIGINT NOT NULL DEFAULT 1,
  archived_at BIGINT,
  merged_into BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE TABLE flexible_asset_fields (
  id BIGINT PRIMARY KEY,
  type BIGINT NOT NULL REFERENCES flexible_asset_types (id),
  position BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_key TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('Checkbox', 'Date', 'Header', 'Number', 'Select', 'Text', 'Textbox', 'Upload', 'Tag', 'Percent', 'Password')),
  hint TEXT COLLATE "C",
  decimals BIGINT,
  default_value TEXT COLLATE "C",
  tag_type TEXT COLLATE "C",
  required BIGINT NOT NULL DEFAULT 0,
  use_for_title BIGINT NOT NULL DEFAULT 0,
  expiration BIGINT NOT NULL DEFAULT 0,
  show_in_list BIGINT NOT NULL DEFAULT 0,
  synced BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (type, name_key),
  UNIQUE (type, position)
);
-- `traits` is a JSON object by name_key; `sync_key` names what a sync keeps in it, so that it is never made twice.
CREATE TABLE flexible_assets (
  id BIGINT PRIMARY KEY,
  organization BIGINT NOT NULL REFERENCES organizations (id),
  type BIGINT NOT NULL REFERENCES flexible_asset_types (id),
  name TEXT COLLATE "C" NOT NULL,
  name_folded TEXT COLLATE "C" NOT NULL,
  traits TEXT COLLATE "C" NOT NULL,
  sync_key TEXT COLLATE "C",
  version BIGINT NOT NULL DEFAULT 1,
  archived_at BIGINT,
  merged_into BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (organization, type, sync_key)
);
CREATE INDEX flexible_assets_name ON flexible_assets (organization, type, name_folded, id);
CREATE INDEX flexible_assets_type ON flexible_assets (type, name_folded, id);
