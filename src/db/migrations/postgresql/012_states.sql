-- Acts of a sync that wait for a person (the guard); what state Microsoft has each person in, with a dated event for
-- each transition; and what a policy wrote because of it, so that it can be put back.
CREATE TABLE held_acts (
  id BIGINT PRIMARY KEY,
  tenant BIGINT NOT NULL REFERENCES tenants (id),
  act TEXT COLLATE "C" NOT NULL CHECK (act IN ('create', 'change', 'leave')),
  verdict TEXT COLLATE "C" NOT NULL CHECK (verdict IN ('waiting', 'accepted', 'rejected')),
  set_hash TEXT COLLATE "C" NOT NULL,
  members TEXT COLLATE "C" NOT NULL,
  review BIGINT,
  held_at BIGINT NOT NULL,
  decided_at BIGINT,
  decided_by BIGINT
);
CREATE INDEX held_acts_tenant ON held_acts (tenant, act);
CREATE UNIQUE INDEX held_acts_waiting ON held_acts (tenant, act) WHERE verdict = 'waiting';
CREATE TABLE person_states (
  record BIGINT PRIMARY KEY REFERENCES records (id),
  tenant BIGINT NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  since BIGINT NOT NULL
);
CREATE INDEX person_states_tenant ON person_states (tenant, state);
CREATE TABLE person_events (
  id BIGINT PRIMARY KEY,
  tenant BIGINT NOT NULL,
  record BIGINT NOT NULL REFERENCES records (id),
  contact BIGINT,
  was TEXT COLLATE "C" NOT NULL,
  became TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  run BIGINT
);
CREATE INDEX person_events_record ON person_events (tenant, record, id);
-- One row a field that the policy for leavers wrote; it goes when the person returns.
CREATE TABLE leaver_marks (
  contact BIGINT NOT NULL,
  record BIGINT NOT NULL REFERENCES records (id),
  field TEXT COLLATE "C" NOT NULL CHECK (field IN ('contact_type', 'archived')),
  tenant BIGINT NOT NULL,
  old_value TEXT COLLATE "C",
  new_value TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (contact, field)
);
CREATE INDEX leaver_marks_tenant ON leaver_marks (tenant, record);
