-- Getting into customers' tenants: short-lived sign-ins for it, GDAP relationships, what was asked for and how it ended,
-- and by which kind of token each tenant is read.

-- One sign-in a connection, of one account; its refresh token is in `secrets` (name onboarding_token).
CREATE TABLE onboarding_sessions (
  connection BIGINT PRIMARY KEY REFERENCES connections (id),
  account BIGINT NOT NULL REFERENCES accounts (id),
  acts TEXT COLLATE "C" NOT NULL,
  user_name TEXT COLLATE "C" NOT NULL,
  user_id TEXT COLLATE "C" NOT NULL,
  started_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
-- One row for each thing asked for of one tenant, relationship or group; asking again begins it anew.
CREATE TABLE onboarding_steps (
  id BIGINT PRIMARY KEY,
  connection BIGINT NOT NULL REFERENCES connections (id),
  act TEXT COLLATE "C" NOT NULL CHECK (act IN ('consent', 'assign', 'invite', 'group', 'admin_agents')),
  subject TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'done', 'already', 'partly', 'refused')),
  sentence TEXT COLLATE "C" NOT NULL DEFAULT '',
  remedy TEXT COLLATE "C" NOT NULL DEFAULT '',
  detail TEXT COLLATE "C" NOT NULL DEFAULT '',
  facts TEXT COLLATE "C" NOT NULL DEFAULT '{}',
  wish TEXT COLLATE "C" NOT NULL DEFAULT '{}',
  account BIGINT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  asked_at BIGINT NOT NULL,
  ended_at BIGINT,
  UNIQUE (connection, act, subject)
);
CREATE INDEX onboarding_steps_state ON onboarding_steps (connection, state, id);
CREATE TABLE gdap_relationships (
  connection BIGINT NOT NULL REFERENCES connections (id),
  external_id TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  customer_tenant_id TEXT COLLATE "C",
  customer_name TEXT COLLATE "C",
  status TEXT COLLATE "C" NOT NULL,
  duration TEXT COLLATE "C" NOT NULL,
  auto_extend TEXT COLLATE "C" NOT NULL,
  roles TEXT COLLATE "C" NOT NULL,
  assignments TEXT COLLATE "C" NOT NULL,
  assignments_seen_at BIGINT,
  made_here BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT,
  activated_at BIGINT,
  ends_at BIGINT,
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (connection, external_id)
);
-- The security group of the partner tenant that works in customers' tenants.
CREATE TABLE access_groups (
  connection BIGINT PRIMARY KEY REFERENCES connections (id),
  group_id TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  made_here BIGINT NOT NULL DEFAULT 0,
  chosen_at BIGINT NOT NULL
);
-- Whose token opened a tenant the last time: the application's own, a person's, or none with the reason.
CREATE TABLE token_ways (
  connection BIGINT NOT NULL REFERENCES connections (id),
  tenant_id TEXT COLLATE "C" NOT NULL,
  used TEXT COLLATE "C" NOT NULL CHECK (used IN ('application', 'person', 'none')),
  sentence TEXT COLLATE "C" NOT NULL DEFAULT '',
  remedy TEXT COLLATE "C" NOT NULL DEFAULT '',
  at BIGINT NOT NULL,
  PRIMARY KEY (connection, tenant_id)
);
