-- name: add_patch
INSERT INTO unit (kind, territory, code)
SELECT 'patch', c.territory, 'K' || (SELECT count(*) + 1 FROM unit k WHERE k.kind = 'patch' AND k.territory = c.territory)
FROM unit c WHERE c.id = :community_id AND c.kind = 'community'
RETURNING id;

-- name: add_version
INSERT INTO unit_version (unit_id, kind, name, parent_id, path, valid)
SELECT CAST(:patch_id AS bigint), 'patch', :name, c.id, c.path || CAST(:patch_id AS text), daterange(:from_date, NULL)
FROM unit c WHERE c.id = :community_id;

-- name: end_version
UPDATE unit_version SET valid = daterange(lower(valid), :on_date)
WHERE unit_id = :patch_id AND kind = 'patch' AND upper_inf(valid) AND lower(valid) <= :on_date;

-- name: end_members
UPDATE unit_member SET valid = daterange(lower(valid), :on_date)
WHERE group_id = :patch_id AND upper_inf(valid) AND lower(valid) <= :on_date;

-- name: leave
UPDATE unit_member SET valid = daterange(lower(valid), CAST(:on_date AS date))
WHERE group_id = :patch_id AND upper_inf(valid) AND lower(valid) <= :on_date AND member_id <> ALL(CAST(:members AS bigint[]));

-- name: members
SELECT member_id FROM unit_member WHERE group_id = :patch_id AND valid @> CAST(:on_date AS date);

-- name: rename
UPDATE unit_version SET name = :name WHERE unit_id = :patch_id AND kind = 'patch' AND valid @> CAST(:on_date AS date);

-- name: shapes
SELECT v.unit_id, v.name, v.parent_id AS community_id, count(m.member_id) AS members,
       ST_AsBinary(ST_Union(mv.geometry)) AS geometry
FROM unit_version v
JOIN unit_member m ON m.group_id = v.unit_id AND m.valid @> CAST(:at AS date)
JOIN unit_version mv ON mv.unit_id = m.member_id AND mv.valid @> CAST(:at AS date)
WHERE v.kind = 'patch' AND v.valid @> CAST(:at AS date) -- conditions
GROUP BY v.unit_id, v.name, v.parent_id
ORDER BY v.unit_id;

-- name: patches
SELECT v.unit_id, u.code, v.name, coalesce(v.official_code, '') AS official_code, v.path::text AS path, m.member_id,
       mv.kind AS member_kind, mv.name AS member_name
FROM unit_version v JOIN unit u ON u.id = v.unit_id
JOIN unit_member m ON m.group_id = v.unit_id AND m.valid @> CAST(:at AS date)
JOIN unit_version mv ON mv.unit_id = m.member_id AND mv.valid @> CAST(:at AS date)
WHERE v.kind = 'patch' AND v.valid @> CAST(:at AS date) -- conditions
ORDER BY v.unit_id, m.member_id;
