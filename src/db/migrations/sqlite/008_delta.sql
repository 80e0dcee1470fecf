-- Delta queries: the question a cursor belongs to, and when everything was listed last; edges by their end; whose turn it
-- is where Microsoft lets few requests through over all tenants.
ALTER TABLE type_state ADD COLUMN delta_query TEXT;
ALTER TABLE type_state ADD COLUMN full_at BIGINT;
CREATE INDEX record_edges_end ON record_edges (tenant, kind, to_id);
CREATE TABLE slow_turns (
  service TEXT PRIMARY KEY,
  free_at BIGINT NOT NULL
);
