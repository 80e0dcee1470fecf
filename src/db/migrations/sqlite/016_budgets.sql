-- Questions inside a $batch, counted apart from requests on the wire; and how much may still be asked of Microsoft, by
-- application, service and tenant, so that all processes share it. An empty tenant: over all tenants of the application.
ALTER TABLE runs ADD COLUMN batched BIGINT NOT NULL DEFAULT 0;
CREATE TABLE budgets (
  application TEXT NOT NULL,
  service TEXT NOT NULL,
  tenant TEXT NOT NULL,
  full_at BIGINT NOT NULL DEFAULT 0,
  closed_until BIGINT NOT NULL DEFAULT 0,
  low_until BIGINT NOT NULL DEFAULT 0,
  window_at BIGINT NOT NULL DEFAULT 0,
  taken BIGINT NOT NULL DEFAULT 0,
  asked_at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (application, service, tenant)
);
