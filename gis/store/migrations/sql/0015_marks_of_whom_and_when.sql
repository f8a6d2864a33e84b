-- A report prints of a mark when it was made and in which role, never by which person.

ALTER TABLE coverage_gap ADD COLUMN marked_at TIMESTAMPTZ;
ALTER TABLE coverage_gap ADD COLUMN marked_role TEXT DEFAULT '' NOT NULL;
COMMENT ON COLUMN coverage_gap.marked_at IS 'when its state, note or responsible was last written; null: never';
COMMENT ON COLUMN coverage_gap.marked_role IS 'role of whoever wrote it; no person';
