-- A department sees the cases that called it, that were referred to it, or that it sent; disputes are seen by the
-- community and the sub-district's leaders alone; whoever filed a case may follow it.

ALTER TABLE account ADD COLUMN department text NOT NULL DEFAULT '';
COMMENT ON COLUMN account.department IS 'its entry of the duty list (报到职责清单); empty: no department';

ALTER TABLE "case" ADD COLUMN departments text[] NOT NULL DEFAULT '{}'::text[];
COMMENT ON COLUMN "case".departments IS 'departments ever called or referred to, which see the case';
UPDATE "case" c SET departments = coalesce((
  SELECT array_agg(DISTINCT called.code)
  FROM case_event e CROSS JOIN LATERAL jsonb_array_elements_text(e.payload -> 'departments') AS called(code)
  WHERE e.case_id = c.id AND e.kind = 'judge_up' AND jsonb_typeof(e.payload -> 'departments') = 'array'), '{}');
-- A dispute has no place below the community, in words neither.
UPDATE "case" SET address = '', accuracy_m = NULL WHERE is_dispute;
CREATE INDEX case_reported_by_idx ON "case" (reported_by);

CREATE FUNCTION wangge_department() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT nullif(current_setting('wangge.department', true), '')
$$;

-- The first two add to what `scoped` shows, the last two take away from it.
CREATE POLICY reported ON "case" FOR SELECT USING (reported_by = (SELECT wangge_user()));
CREATE POLICY handed_up ON "case" FOR INSERT
  WITH CHECK (is_dispute AND reported_by = (SELECT wangge_user()) AND path @> (SELECT wangge_scope()));
CREATE POLICY called ON "case" AS RESTRICTIVE
  USING ((SELECT wangge_account_role()) <> 'department' OR (SELECT wangge_department()) = ANY (departments)
         OR reported_by = (SELECT wangge_user()));
CREATE POLICY disputes ON "case" AS RESTRICTIVE
  USING (NOT is_dispute OR (SELECT wangge_account_role()) IN ('community', 'leader')
         OR reported_by = (SELECT wangge_user()));
