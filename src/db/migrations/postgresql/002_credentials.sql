-- An application proves itself by a secret or by a certificate; new credentials wait here until a
-- finished sign-in has proven them.
ALTER TABLE connections ADD COLUMN certificate TEXT COLLATE "C";
ALTER TABLE connections ADD COLUMN expires_source TEXT COLLATE "C";
ALTER TABLE connections ADD COLUMN mfa TEXT COLLATE "C" NOT NULL DEFAULT 'unknown';
CREATE TABLE pending_credentials (
  connection BIGINT PRIMARY KEY REFERENCES connections (id),
  application_id TEXT COLLATE "C" NOT NULL,
  certificate TEXT COLLATE "C",
  secret_expires_on TEXT COLLATE "C",
  account BIGINT,
  created_at BIGINT NOT NULL
);
