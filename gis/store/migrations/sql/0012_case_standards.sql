-- Categories, the work calendar and roles join what is kept by version; a case keeps the versions it was filed under.
ALTER TABLE coverage_template RENAME TO standard;
ALTER TABLE standard RENAME CONSTRAINT coverage_template_pkey TO standard_pkey;
ALTER TABLE standard RENAME CONSTRAINT coverage_template_version_check TO standard_version_check;
ALTER TABLE standard RENAME CONSTRAINT coverage_template_made_by_fkey TO standard_made_by_fkey;
ALTER TABLE standard DROP CONSTRAINT coverage_template_subject_check;
ALTER TABLE standard ADD CONSTRAINT standard_subject_check
  CHECK (subject IN ('tiers', 'osm', 'amap', 'categories', 'calendar', 'roles'));
COMMENT ON TABLE standard IS 'Templates: tiers, POI tables, categories, calendar, roles; edited by new versions, none is ever changed';
COMMENT ON COLUMN standard.subject IS 'tiers, a table of POI types, categories, calendar or roles';
COMMENT ON COLUMN standard.content IS 'the template as its file has it';

ALTER TABLE "case" ADD COLUMN categories_version INTEGER DEFAULT 1 NOT NULL;
ALTER TABLE "case" ADD COLUMN calendar_version INTEGER DEFAULT 1 NOT NULL;
COMMENT ON COLUMN "case".categories_version IS 'the version of categories that it was filed or classified under';
COMMENT ON COLUMN "case".calendar_version IS 'the version of the calendar that its deadline was counted by';

-- Two tables of the first schema that nothing ever asked: the template above, and counts that come from the cases.
CREATE OR REPLACE FUNCTION wangge_protected_tables() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT ARRAY['plan', 'post', 'scenario', 'coverage_run', 'case', 'event', 'document']
$$;
DROP TABLE matter;
DROP TABLE case_category;

-- A resident's request about another sub-district is recorded there, as referred (转办); the filer follows it as before.
DROP POLICY filed_elsewhere ON "case";
CREATE POLICY filed_elsewhere ON "case" FOR INSERT
  WITH CHECK ((SELECT wangge_account_role()) IN ('grid_worker', 'community')
              AND reported_by = (SELECT wangge_user())
              AND source <> 'department' AND state IN ('reported', 'referred') AND version = 1
              AND departments = '{}' AND solved_at IS NULL AND closed_at IS NULL
              AND cardinality((SELECT wangge_scope())) > 0
              AND (state = 'referred'
                   OR subpath(path, 0, 1) IN (SELECT subpath(own, 0, 1) FROM unnest(wangge_scope()) AS own)));
