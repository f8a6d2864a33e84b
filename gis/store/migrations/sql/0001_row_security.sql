-- What the application's role may do, and which rows it sees: the last line behind the scoped queries.

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'wangge_app') THEN
    CREATE ROLE wangge_app NOLOGIN;
  END IF;
  IF NOT pg_has_role(current_user, 'wangge_app', 'MEMBER') THEN
    EXECUTE format('GRANT wangge_app TO %I', current_user);
  END IF;
END
$$;

GRANT USAGE ON SCHEMA public TO wangge_app;
DO $$
DECLARE name text;
BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO wangge_app', name);
  END LOOP;
END
$$;

-- Sign-in is the owner's business; history can only grow; templates come with the installation.
REVOKE ALL ON account, account_scope, session, alembic_version FROM wangge_app;
REVOKE UPDATE, DELETE ON plan_operation, plan_event, case_event, audit_event, household_figure, official_code
  FROM wangge_app;
REVOKE UPDATE, DELETE ON territory FROM wangge_app;
REVOKE INSERT, UPDATE, DELETE ON role, case_category FROM wangge_app;

-- Everybody sees where places are; only who works there changes them.
ALTER TABLE unit ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON unit FOR SELECT USING (true);
CREATE POLICY added ON unit FOR INSERT WITH CHECK (cardinality((SELECT wangge_scope())) > 0);
CREATE POLICY changed ON unit FOR UPDATE USING (path <@ (SELECT wangge_scope()));
CREATE POLICY removed ON unit FOR DELETE USING (path <@ (SELECT wangge_scope()));

ALTER TABLE unit_version ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON unit_version FOR SELECT USING (true);
CREATE POLICY added ON unit_version FOR INSERT WITH CHECK (path <@ (SELECT wangge_scope()));
CREATE POLICY changed ON unit_version FOR UPDATE USING (path <@ (SELECT wangge_scope()));
CREATE POLICY removed ON unit_version FOR DELETE USING (path <@ (SELECT wangge_scope()));

-- Whoever works in the territory sees its rows, and nobody else does.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['scenario', 'coverage_run', 'case', 'matter', 'event', 'document'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY scoped ON %I USING (path <@ (SELECT wangge_scope()))', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['case_event', 'photo'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY scoped ON %I USING (case_id IN (SELECT id FROM "case"))', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['coverage_building', 'coverage_cell', 'coverage_gap', 'coverage_facility'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY scoped ON %I USING (run_id IN (SELECT id FROM coverage_run))', name);
  END LOOP;
END
$$;

ALTER TABLE case_link ENABLE ROW LEVEL SECURITY;
CREATE POLICY scoped ON case_link
  USING (case_id IN (SELECT id FROM "case") AND other_case_id IN (SELECT id FROM "case"));

-- A plan in force is public, a draft is its sub-district's: whoever works anywhere below may read it,
-- and only who works over the whole sub-district writes it.
ALTER TABLE plan ENABLE ROW LEVEL SECURITY;
CREATE POLICY in_force ON plan FOR SELECT USING (state IN ('in_force', 'superseded'));
CREATE POLICY read_below ON plan FOR SELECT USING (path @> (SELECT wangge_scope()));
CREATE POLICY scoped ON plan USING (path <@ (SELECT wangge_scope()));

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['plan_grid', 'plan_cell', 'plan_operation', 'plan_event', 'micro_grid_part'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY seen ON %I FOR SELECT USING (plan_id IN (SELECT id FROM plan))', name);
    EXECUTE format('CREATE POLICY written ON %I USING (plan_id IN (SELECT id FROM plan WHERE path <@ (SELECT wangge_scope())))',
                   name);
  END LOOP;
END
$$;

ALTER TABLE plan_comment ENABLE ROW LEVEL SECURITY;
CREATE POLICY commented ON plan_comment
  USING (plan_id IN (SELECT id FROM plan WHERE path <@ (SELECT wangge_scope()) OR path @> (SELECT wangge_scope())));

-- People: a department does not see them; contacts follow their posts.
ALTER TABLE post ENABLE ROW LEVEL SECURITY;
CREATE POLICY scoped ON post USING (wangge_sees_people() AND path <@ (SELECT wangge_scope()));
ALTER TABLE post_absence ENABLE ROW LEVEL SECURITY;
CREATE POLICY scoped ON post_absence USING (post_id IN (SELECT id FROM post));
ALTER TABLE officeholder ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON officeholder FOR SELECT USING (wangge_sees_people());
CREATE POLICY added ON officeholder FOR INSERT WITH CHECK (wangge_sees_people());
CREATE POLICY changed ON officeholder FOR UPDATE
  USING (id IN (SELECT officeholder_id FROM post UNION ALL SELECT substitute_id FROM post));
ALTER TABLE officeholder_contact ENABLE ROW LEVEL SECURITY;
CREATE POLICY scoped ON officeholder_contact
  USING (officeholder_id IN (SELECT officeholder_id FROM post UNION ALL SELECT substitute_id FROM post));

-- One's own work, or all of it for who administers.
ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY added ON audit_event FOR INSERT WITH CHECK (made_by IS NOT DISTINCT FROM wangge_user());
CREATE POLICY seen ON audit_event FOR SELECT
  USING (made_by = wangge_user()
         OR wangge_account_role() IN ('administrator', 'leader') AND (path IS NULL OR path <@ (SELECT wangge_scope())));
ALTER TABLE idempotency_key ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON idempotency_key USING (account_id = coalesce(wangge_user(), 0));
ALTER TABLE job ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON job
  USING (made_by = wangge_user() OR path <@ (SELECT wangge_scope()) OR wangge_account_role() = 'administrator');

-- What everybody may look at and only signed-in people add to; who changes it works there.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['community', 'estate', 'building', 'grid', 'official_code'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY seen ON %I FOR SELECT USING (true)', name);
    EXECUTE format('CREATE POLICY added ON %I FOR INSERT WITH CHECK (cardinality((SELECT wangge_scope())) > 0)', name);
    EXECUTE format('CREATE POLICY changed ON %I FOR UPDATE
                    USING (unit_id IN (SELECT id FROM unit WHERE path <@ (SELECT wangge_scope())))', name);
    EXECUTE format('CREATE POLICY removed ON %I FOR DELETE
                    USING (unit_id IN (SELECT id FROM unit WHERE path <@ (SELECT wangge_scope())))', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['edition', 'edition_layer'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY seen ON %I FOR SELECT USING (true)', name);
    EXECUTE format('CREATE POLICY scoped ON %I
                    USING (territory IN (SELECT territory FROM unit WHERE path <@ (SELECT wangge_scope())))', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['street', 'gate', 'barrier', 'water', 'green', 'service_point', 'facility',
                              'building_part_version'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY seen ON %I FOR SELECT USING (true)', name);
    EXECUTE format('CREATE POLICY scoped ON %I USING (edition_id IN (
                      SELECT e.id FROM edition e
                      WHERE e.territory IN (SELECT territory FROM unit WHERE path <@ (SELECT wangge_scope()))))', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['territory', 'building_part', 'unit_member', 'fabric_crosswalk', 'case_number',
                              'coverage_template', 'organisation'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY seen ON %I FOR SELECT USING (true)', name);
    EXECUTE format('CREATE POLICY signed_in ON %I USING (cardinality((SELECT wangge_scope())) > 0)', name);
  END LOOP;
END
$$;

ALTER TABLE household_figure ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON household_figure FOR SELECT
  USING (unit_id IN (SELECT id FROM unit WHERE path <@ (SELECT wangge_scope())));
CREATE POLICY added ON household_figure FOR INSERT
  WITH CHECK (unit_id IN (SELECT id FROM unit WHERE path <@ (SELECT wangge_scope())));

ALTER TABLE fabric ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON fabric FOR SELECT USING (true);
CREATE POLICY scoped ON fabric
  USING (subdistrict_id IN (SELECT id FROM unit WHERE path <@ (SELECT wangge_scope())));
ALTER TABLE cell ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON cell FOR SELECT USING (true);
CREATE POLICY scoped ON cell USING (fabric_id IN (
  SELECT id FROM fabric WHERE subdistrict_id IN (SELECT id FROM unit WHERE path <@ (SELECT wangge_scope()))));
