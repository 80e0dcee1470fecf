-- Devices as people document them (configurations), where they stand (locations), and what belongs together (relations).
-- Names of IT Glue's resources; `*_folded` columns hold what two values are compared by.

CREATE TABLE configuration_types (
  id BIGINT PRIMARY KEY, name TEXT COLLATE "C" NOT NULL, name_folded TEXT COLLATE "C" NOT NULL UNIQUE,
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL
);
CREATE TABLE configuration_statuses (
  id BIGINT PRIMARY KEY, name TEXT COLLATE "C" NOT NULL, name_folded TEXT COLLATE "C" NOT NULL UNIQUE,
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL
);
CREATE TABLE manufacturers (
  id BIGINT PRIMARY KEY, name TEXT COLLATE "C" NOT NULL, name_folded TEXT COLLATE "C" NOT NULL UNIQUE,
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL
);
-- A model without manufacturer has 0 there, so that its name stays unique.
CREATE TABLE models (
  id BIGINT PRIMARY KEY, manufacturer BIGINT NOT NULL DEFAULT 0,
  name TEXT COLLATE "C" NOT NULL, name_folded TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
  UNIQUE (manufacturer, name_folded)
);

CREATE TABLE locations (
  id BIGINT PRIMARY KEY,
  organization BIGINT NOT NULL REFERENCES organizations (id),
  name TEXT COLLATE "C" NOT NULL, name_folded TEXT COLLATE "C" NOT NULL,
  is_primary BIGINT NOT NULL DEFAULT 0,
  address_1 TEXT COLLATE "C", address_2 TEXT COLLATE "C", city TEXT COLLATE "C", region_name TEXT COLLATE "C", postal_code TEXT COLLATE "C", country_name TEXT COLLATE "C",
  address_folded TEXT COLLATE "C" NOT NULL DEFAULT '',
  phone TEXT COLLATE "C", fax TEXT COLLATE "C", notes TEXT COLLATE "C",
  version BIGINT NOT NULL DEFAULT 1, archived_at BIGINT, merged_into BIGINT,
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL
);
CREATE INDEX locations_organization ON locations (organization, name_folded, id);

CREATE TABLE configurations (
  id BIGINT PRIMARY KEY,
  organization BIGINT NOT NULL REFERENCES organizations (id),
  name TEXT COLLATE "C" NOT NULL, name_folded TEXT COLLATE "C" NOT NULL,
  hostname TEXT COLLATE "C", hostname_folded TEXT COLLATE "C" NOT NULL DEFAULT '',
  configuration_type BIGINT, configuration_status BIGINT, manufacturer BIGINT, model BIGINT,
  location BIGINT, contact BIGINT,
  serial_number TEXT COLLATE "C", serial_folded TEXT COLLATE "C" NOT NULL DEFAULT '',
  asset_tag TEXT COLLATE "C", primary_ip TEXT COLLATE "C",
  mac_address TEXT COLLATE "C", mac_folded TEXT COLLATE "C" NOT NULL DEFAULT '',
  default_gateway TEXT COLLATE "C",
  operating_system TEXT COLLATE "C", operating_system_version TEXT COLLATE "C", operating_system_notes TEXT COLLATE "C",
  position TEXT COLLATE "C", installed_by TEXT COLLATE "C", purchased_by TEXT COLLATE "C",
  purchased_at TEXT COLLATE "C", installed_at TEXT COLLATE "C", warranty_expires_at TEXT COLLATE "C",
  notes TEXT COLLATE "C",
  version BIGINT NOT NULL DEFAULT 1, archived_at BIGINT, merged_into BIGINT,
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL
);
CREATE INDEX configurations_organization ON configurations (organization, name_folded, id);
CREATE INDEX configurations_serial ON configurations (organization, serial_folded);
-- One row a network card; `source` says who wrote it, so that a sync takes back only what it gave.
CREATE TABLE configuration_interfaces (
  id BIGINT PRIMARY KEY,
  configuration BIGINT NOT NULL REFERENCES configurations (id),
  position BIGINT NOT NULL,
  name TEXT COLLATE "C", ip_address TEXT COLLATE "C", mac_address TEXT COLLATE "C", mac_folded TEXT COLLATE "C" NOT NULL DEFAULT '',
  is_primary BIGINT NOT NULL DEFAULT 0, notes TEXT COLLATE "C",
  source TEXT COLLATE "C" NOT NULL
);
CREATE INDEX configuration_interfaces_configuration ON configuration_interfaces (configuration, position);

ALTER TABLE contacts ADD COLUMN location BIGINT;

-- One row a pair, the smaller asset first (by kind, then id). A removed pair keeps its row: what a person removed, no
-- sync makes again. `tenant`: of a relation that a sync made, the tenant whose listing speaks for it.
CREATE TABLE related_items (
  id BIGINT PRIMARY KEY,
  organization BIGINT NOT NULL,
  a_kind TEXT COLLATE "C" NOT NULL, a BIGINT NOT NULL,
  b_kind TEXT COLLATE "C" NOT NULL, b BIGINT NOT NULL,
  source TEXT COLLATE "C" NOT NULL CHECK (source IN ('person', 'import', 'api', 'microsoft', 'psa')),
  reason TEXT COLLATE "C", notes TEXT COLLATE "C",
  tenant BIGINT, run BIGINT, account BIGINT,
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
  removed_at BIGINT, removed_source TEXT COLLATE "C", removed_by BIGINT, removed_by_run BIGINT,
  UNIQUE (a_kind, a, b_kind, b)
);
CREATE INDEX related_items_b ON related_items (b_kind, b);
CREATE INDEX related_items_tenant ON related_items (tenant, source);
