-- name: add
INSERT INTO household_band (subdistrict_id, community_kind, community_id, min_households, max_households,
                            target_households, note, made_by)
VALUES (:subdistrict_id, :kind, :community_id, :min_households, :max_households, :target_households, :note, :by)
RETURNING id;

-- name: history
SELECT b.id, b.subdistrict_id, b.community_kind AS kind, b.community_id, b.min_households, b.max_households,
       b.target_households, b.note, b.made_by, b.made_at
FROM household_band b WHERE b.subdistrict_id = :subdistrict_id
ORDER BY b.id DESC
LIMIT :limit;

-- name: in_force
SELECT * FROM (
  SELECT DISTINCT ON (b.subdistrict_id, b.community_kind, b.community_id)
         b.id, b.subdistrict_id, b.community_kind AS kind, b.community_id, b.min_households, b.max_households,
         b.target_households, b.note, b.made_by, b.made_at
  FROM household_band b
  ORDER BY b.subdistrict_id, b.community_kind, b.community_id, b.id DESC) newest
WHERE newest.min_households IS NOT NULL
ORDER BY newest.id;

-- name: communities
SELECT v.unit_id, u.code, c.community_kind AS kind, v.parent_id AS subdistrict_id
FROM unit_version v JOIN unit u ON u.id = v.unit_id JOIN community c ON c.version_id = v.id
WHERE v.kind = 'community' AND v.valid @> wangge_today() AND v.parent_id = ANY(CAST(:subdistrict_ids AS bigint[]))
ORDER BY v.unit_id;
