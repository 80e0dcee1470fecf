-- Taking changes back: what each write found and left, which undo took which change back, what Microsoft is not to write
-- again; and contacts that were merged.
ALTER TABLE changes ADD COLUMN undo BIGINT;
ALTER TABLE changes ADD COLUMN undone_by BIGINT;
CREATE INDEX changes_undo ON changes (undo, id) WHERE undo IS NOT NULL;

-- One row a write that changed an asset: the rows of history from `change` to `last_change` are its.
CREATE TABLE change_images (
  change BIGINT PRIMARY KEY,
  last_change BIGINT NOT NULL,
  asset BIGINT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL
);

-- `what` says what `subject` is: a change, an asset, a run, or another undo. `position` is the last change that was looked
-- at, so that whoever takes over goes on there.
CREATE TABLE undos (
  id BIGINT PRIMARY KEY,
  what TEXT NOT NULL CHECK (what IN ('change', 'asset', 'run', 'undo')),
  subject BIGINT NOT NULL,
  asset_kind TEXT,
  run BIGINT,
  since BIGINT,
  organization BIGINT,
  account BIGINT,
  source TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('working', 'done', 'failed')),
  sentence TEXT,
  position BIGINT NOT NULL DEFAULT 0,
  assets BIGINT NOT NULL DEFAULT 0,
  restored BIGINT NOT NULL DEFAULT 0,
  archived BIGINT NOT NULL DEFAULT 0,
  unarchived BIGINT NOT NULL DEFAULT 0,
  unlinked BIGINT NOT NULL DEFAULT 0,
  linked BIGINT NOT NULL DEFAULT 0,
  stayed BIGINT NOT NULL DEFAULT 0,
  started_at BIGINT NOT NULL,
  finished_at BIGINT
);
CREATE INDEX undos_subject ON undos (what, subject);
-- What an undo left as it is, and why.
CREATE TABLE undo_stayed (
  undo BIGINT NOT NULL REFERENCES undos (id),
  asset_kind TEXT NOT NULL,
  asset BIGINT NOT NULL,
  path TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (undo, asset_kind, asset, path)
);
-- What a person took back of Microsoft's, so that no sync does it again. op: set (this value), add (this entry), remove
-- (taking this entry away), keep (rewriting this entry).
CREATE TABLE refusals (
  asset_kind TEXT NOT NULL,
  asset BIGINT NOT NULL,
  field TEXT NOT NULL,
  op TEXT NOT NULL CHECK (op IN ('set', 'add', 'remove', 'keep')),
  value TEXT NOT NULL,
  undo BIGINT,
  account BIGINT,
  at BIGINT NOT NULL,
  PRIMARY KEY (asset_kind, asset, field, op, value)
);
CREATE INDEX refusals_undo ON refusals (undo, asset) WHERE undo IS NOT NULL;
-- A ruling that was taken back; the one before it counts again.
ALTER TABLE decisions ADD COLUMN withdrawn_at BIGINT;

-- `other` is archived and points to `survivor`; its own values stay as they were, so that it can be split off again.
CREATE TABLE merges (
  id BIGINT PRIMARY KEY,
  asset_kind TEXT NOT NULL,
  survivor BIGINT NOT NULL,
  other BIGINT NOT NULL,
  account BIGINT,
  at BIGINT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  was_archived_at BIGINT,
  split_at BIGINT,
  split_by BIGINT
);
CREATE INDEX merges_survivor ON merges (asset_kind, survivor);
CREATE UNIQUE INDEX merges_other ON merges (asset_kind, other) WHERE split_at IS NULL;
-- Rows elsewhere that name the survivor since, and what they said before.
CREATE TABLE merge_moves (
  merge BIGINT NOT NULL REFERENCES merges (id),
  place TEXT NOT NULL,
  row_id BIGINT NOT NULL,
  old TEXT NOT NULL,
  new TEXT NOT NULL,
  PRIMARY KEY (merge, place, row_id)
);
-- A person's second accounts.
CREATE INDEX links_additional ON links (tenant, type) WHERE role = 'additional';
