-- An application proves itself by a secret or by a certificate; new credentials wait here until a
-- finished sign-in has proven them.
ALTER TABLE connections ADD COLUMN certificate TEXT;
ALTER TABLE connections ADD COLUMN expires_source TEXT;
ALTER TABLE connections ADD COLUMN mfa TEXT NOT NULL DEFAULT 'unknown';
CREATE TABLE pending_credentials (
  connection BIGINT PRIMARY KEY REFERENCES connections (id),
  application_id TEXT NOT NULL,
  certificate TEXT,
  secret_expires_on TEXT,
  account BIGINT,
  created_at BIGINT NOT NULL
);
