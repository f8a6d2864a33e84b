-- A resident's request is never refused: who works in a grid or a community may record one anywhere in the own
-- sub-district, as a fresh filing in the own name. `reported` lets the filer follow it; nothing lets them move it.

CREATE POLICY filed_elsewhere ON "case" FOR INSERT
  WITH CHECK ((SELECT wangge_account_role()) IN ('grid_worker', 'community')
              AND reported_by = (SELECT wangge_user())
              AND source <> 'department' AND state IN ('reported', 'referred') AND version = 1
              AND departments = '{}' AND solved_at IS NULL AND closed_at IS NULL
              AND subpath(path, 0, 1) IN (SELECT subpath(own, 0, 1) FROM unnest(wangge_scope()) AS own));

-- Who sees a case only because they filed it writes nothing to it but its first event.
CREATE POLICY first_word ON case_event AS RESTRICTIVE FOR INSERT
  WITH CHECK (case_id IN (SELECT id FROM "case" WHERE path <@ (SELECT wangge_scope()))
              OR serial = 1 AND made_by = (SELECT wangge_user()));
CREATE POLICY linked_within ON case_link AS RESTRICTIVE FOR INSERT
  WITH CHECK (case_id IN (SELECT id FROM "case" WHERE path <@ (SELECT wangge_scope())));
CREATE POLICY added_within ON photo AS RESTRICTIVE FOR INSERT
  WITH CHECK (case_id IN (SELECT id FROM "case" WHERE path <@ (SELECT wangge_scope())));
CREATE POLICY changed_within ON photo AS RESTRICTIVE FOR UPDATE
  USING (case_id IN (SELECT id FROM "case" WHERE path <@ (SELECT wangge_scope())));
CREATE POLICY removed_within ON photo AS RESTRICTIVE FOR DELETE
  USING (case_id IN (SELECT id FROM "case" WHERE path <@ (SELECT wangge_scope())));
