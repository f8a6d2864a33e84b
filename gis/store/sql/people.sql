-- name: save_role
INSERT INTO role (code, chinese, set_name, unit_kind, rank, posts_per_unit, source, certainty, duties)
VALUES (:code, :chinese, :set_name, :unit_kind, :rank, :posts_per_unit, :source, :certainty, :duties)
ON CONFLICT (code) DO UPDATE SET chinese = excluded.chinese, set_name = excluded.set_name,
  unit_kind = excluded.unit_kind, rank = excluded.rank, posts_per_unit = excluded.posts_per_unit,
  source = excluded.source, certainty = excluded.certainty, duties = excluded.duties;

-- name: roles_held
SELECT DISTINCT role_code FROM post;

-- name: drop_roles
DELETE FROM role WHERE code = ANY(CAST(:codes AS text[]));

-- name: roles
SELECT code, chinese, set_name, unit_kind, rank, posts_per_unit, source, certainty, duties FROM role ORDER BY rank, code;

-- name: add_officeholder
INSERT INTO officeholder (territory, number) VALUES (:territory, :number)
ON CONFLICT (territory, number) DO UPDATE SET number = excluded.number
RETURNING id;

-- name: appoint
INSERT INTO post (role_code, unit_id, officeholder_id, substitute_id, valid)
SELECT r.code, u.id, :officeholder_id, :substitute_id, daterange(:from_date, NULL)
FROM role r JOIN unit u ON u.kind = r.unit_kind
WHERE r.code = :role AND u.id = :unit_id
RETURNING id;

-- name: end_post
UPDATE post SET valid = daterange(lower(valid), :on_date)
WHERE id = :post_id AND lower(valid) < :on_date AND (upper_inf(valid) OR upper(valid) > :on_date);

-- name: fill_post
UPDATE post SET officeholder_id = :officeholder_id, substitute_id = :substitute_id
WHERE id = :post_id AND upper_inf(valid);

-- name: absence
INSERT INTO post_absence (post_id, absent) SELECT id, daterange(:from_date, :to_date) FROM post WHERE id = :post_id
RETURNING id;

-- name: posts
SELECT p.id AS post_id, p.role_code AS role, r.chinese AS role_chinese, r.set_name, r.rank, p.unit_id, u.kind AS unit_kind,
       v.name AS unit_name, p.path::text AS path, p.officeholder_id, o.number AS officeholder_number, p.substitute_id,
       s.number AS substitute_number, lower(p.valid) AS from_date, upper(p.valid) AS to_date,
       away.id IS NOT NULL AS is_absent, p.officeholder_id IS NULL AS is_vacant,
       CASE WHEN away.id IS NULL THEN p.officeholder_id ELSE p.substitute_id END AS acting_id,
       CASE WHEN away.id IS NULL THEN o.number ELSE s.number END AS acting_number
FROM post p
JOIN role r ON r.code = p.role_code
JOIN unit u ON u.id = p.unit_id
LEFT JOIN unit_version v ON v.unit_id = p.unit_id AND v.valid @> CAST(:on AS date)
LEFT JOIN officeholder o ON o.id = p.officeholder_id
LEFT JOIN officeholder s ON s.id = p.substitute_id
LEFT JOIN post_absence away ON away.post_id = p.id AND away.absent @> CAST(:on AS date)
WHERE p.valid @> CAST(:on AS date) -- conditions
ORDER BY r.rank, p.role_code, p.id;

-- name: vacancies
SELECT u.id AS unit_id, u.kind AS unit_kind, v.name AS unit_name, r.code AS role, r.chinese AS role_chinese,
       r.posts_per_unit - count(p.id) AS missing
FROM role r
JOIN unit_version v ON v.kind = r.unit_kind AND v.valid @> CAST(:on AS date)
JOIN unit u ON u.id = v.unit_id
LEFT JOIN post p ON p.unit_id = u.id AND p.role_code = r.code AND p.valid @> CAST(:on AS date)
                AND p.officeholder_id IS NOT NULL
WHERE r.posts_per_unit > 0 AND v.path <@ CAST(:within AS ltree)
  AND (v.kind <> 'building' OR EXISTS (SELECT FROM building b WHERE b.version_id = v.id AND b.households > 0))
GROUP BY u.id, u.kind, v.name, r.code, r.chinese, r.posts_per_unit, r.rank
HAVING count(p.id) < r.posts_per_unit
ORDER BY u.id, r.rank;

-- name: unmade_posts
SELECT v.unit_id, v.path::text AS path, r.code AS role, r.chinese AS role_chinese, r.rank,
       r.posts_per_unit - count(p.id) AS missing
FROM role r
JOIN unit_version v ON v.kind = r.unit_kind AND v.valid @> CAST(:on AS date)
LEFT JOIN post p ON p.unit_id = v.unit_id AND p.role_code = r.code AND p.valid @> CAST(:on AS date)
WHERE r.posts_per_unit > 0
  AND (v.kind <> 'building' OR EXISTS (SELECT FROM building b WHERE b.version_id = v.id AND b.households > 0))
  -- conditions
GROUP BY v.unit_id, v.path, r.code, r.chinese, r.rank, r.posts_per_unit
HAVING count(p.id) < r.posts_per_unit
ORDER BY v.unit_id, r.rank, r.code;

-- name: save_contact
INSERT INTO officeholder_contact (officeholder_id, kind, sealed, masked) VALUES (:officeholder_id, :kind, :sealed, :masked)
ON CONFLICT (officeholder_id, kind) DO UPDATE SET sealed = excluded.sealed, masked = excluded.masked, saved_at = now();

-- name: contacts
SELECT officeholder_id, kind, sealed, masked FROM officeholder_contact
WHERE officeholder_id = ANY(CAST(:officeholder_ids AS bigint[])) ORDER BY officeholder_id, kind;

-- name: path_of_officeholder
SELECT path::text FROM post WHERE officeholder_id = :officeholder_id OR substitute_id = :officeholder_id ORDER BY path LIMIT 1;

-- name: save_organisation
INSERT INTO organisation (territory, code, name, kind, unit_id, duties)
VALUES (:territory, :code, :name, :kind, :unit_id, :duties)
ON CONFLICT (territory, code) DO UPDATE SET name = excluded.name, kind = excluded.kind, unit_id = excluded.unit_id,
  duties = excluded.duties
RETURNING id;

-- name: organisations
SELECT o.id, o.territory, o.code, o.name, o.kind, o.unit_id, o.duties FROM organisation o
LEFT JOIN unit u ON u.id = o.unit_id WHERE true -- conditions
ORDER BY o.id;

-- name: officeholder_numbered
SELECT id FROM officeholder WHERE territory = :territory AND number = :number;

-- name: next_number
SELECT coalesce(max(number), 0) + 1 FROM officeholder WHERE territory = :territory;

-- name: officeholders
SELECT id AS officeholder_id, number FROM officeholder
WHERE id = ANY(CAST(:officeholder_ids AS bigint[])) ORDER BY number;

-- name: places_taken
SELECT r.posts_per_unit AS places,
       (SELECT count(*) FROM post p
        WHERE p.role_code = r.code AND p.unit_id = :unit_id AND p.valid && daterange(:from_date, NULL)) AS taken
FROM role r WHERE r.code = :role;

-- name: set_substitute
UPDATE post SET substitute_id = :substitute_id WHERE id = :post_id AND (upper_inf(valid) OR upper(valid) > :on);

-- name: drop_coming_absences
DELETE FROM post_absence WHERE post_id = :post_id AND lower(absent) >= :on;

-- name: end_absence
UPDATE post_absence SET absent = daterange(lower(absent), :on)
WHERE post_id = :post_id AND lower(absent) < :on AND (upper_inf(absent) OR upper(absent) > :on);

-- name: loads
WITH homes AS (
  SELECT v.parent_id AS grid_id, sum(b.households) AS households
  FROM unit_version v JOIN building b ON b.version_id = v.id
  WHERE v.kind = 'building' AND v.valid @> CAST(:on AS date) GROUP BY v.parent_id
), staff AS (
  SELECT p.unit_id, count(*) AS posts, count(p.officeholder_id) AS filled,
         count(DISTINCT CASE WHEN away.id IS NULL THEN p.officeholder_id ELSE p.substitute_id END) AS people
  FROM post p LEFT JOIN post_absence away ON away.post_id = p.id AND away.absent @> CAST(:on AS date)
  WHERE p.valid @> CAST(:on AS date) GROUP BY p.unit_id
), work AS (
  SELECT grid_id, count(*) FILTER (WHERE closed_at IS NULL) AS open_cases,
         count(*) FILTER (WHERE reported_at >= now() - interval '30 days') AS recent_cases
  FROM "case" WHERE grid_id IS NOT NULL GROUP BY grid_id
)
SELECT v.unit_id, v.name, c.name AS community, c.unit_id AS community_id, coalesce(h.households, 0) AS households,
       coalesce(s.posts, 0) AS posts, coalesce(s.posts - s.filled, 0) AS vacant_posts, coalesce(s.people, 0) AS people,
       coalesce(w.open_cases, 0) AS open_cases, coalesce(w.recent_cases, 0) AS recent_cases
FROM unit_version v
JOIN unit_version c ON c.unit_id = v.parent_id AND c.valid @> CAST(:on AS date)
LEFT JOIN homes h ON h.grid_id = v.unit_id
LEFT JOIN staff s ON s.unit_id = v.unit_id
LEFT JOIN work w ON w.grid_id = v.unit_id
WHERE v.kind = 'grid' AND v.valid @> CAST(:on AS date)
  AND EXISTS (SELECT FROM unnest(CAST(:paths AS ltree[])) own WHERE v.path <@ own)
ORDER BY v.unit_id;
