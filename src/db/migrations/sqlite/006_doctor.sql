-- What the doctor found last: of a connection itself (tenant 0), and of each of its tenants by it. The body is JSON.
CREATE TABLE doctor_results (
  connection BIGINT NOT NULL REFERENCES connections (id),
  tenant BIGINT NOT NULL,
  checked_at BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (connection, tenant)
);
