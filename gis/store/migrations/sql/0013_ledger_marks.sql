-- What a planner said of a gap goes on with the gap: who sees to it, and whether its mark is from the run before.

ALTER TABLE coverage_gap ADD COLUMN responsible TEXT DEFAULT '' NOT NULL;
ALTER TABLE coverage_gap ADD COLUMN is_carried BOOLEAN DEFAULT false NOT NULL;
COMMENT ON COLUMN coverage_gap.responsible IS 'who sees to it, as the planner wrote';
COMMENT ON COLUMN coverage_gap.is_carried IS 'the run before had it, and its mark is from there';
COMMENT ON COLUMN coverage_gap.households_lacking IS '0: the gap of the run before is gone';
