-- Notices: what people are told of by themselves, to whom it goes by mail or webhook, and how each message ended.
-- Times are milliseconds since 1970 (UTC); claimed_until is judged by the database's own clock.

CREATE TABLE notices (
  id BIGINT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('connection_lost', 'expiring', 'tenant_failing', 'tenant_held', 'reviews_waiting')),
  severity TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  connection BIGINT,
  tenant BIGINT,
  account BIGINT,
  key TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'mended')),
  title TEXT NOT NULL,
  sentence TEXT NOT NULL,
  remedy TEXT,
  path TEXT NOT NULL,
  mended_sentence TEXT,
  opened_at BIGINT NOT NULL,
  mended_at BIGINT
);
-- One open notice a key.
CREATE UNIQUE INDEX notices_open_key ON notices (key) WHERE state = 'open';
CREATE INDEX notices_state ON notices (state, id);
-- Dismissed by one person; the notice itself goes on.
CREATE TABLE notice_mutes (
  notice BIGINT NOT NULL REFERENCES notices (id),
  account BIGINT NOT NULL REFERENCES accounts (id),
  at BIGINT NOT NULL,
  PRIMARY KEY (notice, account)
);
-- What an account wants to be told and how; kinds are separated by commas. The webhook's address is in the vault.
CREATE TABLE notice_settings (
  account BIGINT PRIMARY KEY REFERENCES accounts (id),
  email TEXT,
  mail_kinds TEXT NOT NULL DEFAULT '',
  webhook_kinds TEXT NOT NULL DEFAULT '',
  webhook_format TEXT NOT NULL DEFAULT 'teams' CHECK (webhook_format IN ('teams', 'json')),
  digest_hour BIGINT NOT NULL DEFAULT 8 CHECK (digest_hour BETWEEN 0 AND 23),
  time_zone TEXT,
  last_digest_on TEXT,
  updated_at BIGINT NOT NULL
);
-- One message a notice, event, account and channel.
CREATE TABLE notice_deliveries (
  id BIGINT PRIMARY KEY,
  notice BIGINT NOT NULL REFERENCES notices (id),
  event TEXT NOT NULL CHECK (event IN ('open', 'mended')),
  account BIGINT NOT NULL REFERENCES accounts (id),
  channel TEXT NOT NULL CHECK (channel IN ('mail', 'teams', 'json')),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'claimed', 'handed', 'sent', 'unsure', 'gave_up', 'dropped')),
  attempts BIGINT NOT NULL DEFAULT 0,
  last_error TEXT,
  next_try BIGINT NOT NULL,
  claimed_by TEXT,
  claimed_until BIGINT,
  created_at BIGINT NOT NULL,
  ended_at BIGINT,
  UNIQUE (notice, event, account, channel)
);
CREATE INDEX notice_deliveries_due ON notice_deliveries (state, next_try);
-- What ends some day and was heard of from outside (GDAP relationships, certificates).
CREATE TABLE expiries (
  connection BIGINT NOT NULL REFERENCES connections (id),
  kind TEXT NOT NULL CHECK (kind IN ('relationship', 'certificate', 'secret')),
  external_id TEXT NOT NULL,
  name TEXT NOT NULL,
  ends_at BIGINT NOT NULL,
  PRIMARY KEY (connection, kind, external_id)
);
