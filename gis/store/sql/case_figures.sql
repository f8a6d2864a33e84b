-- name: points
SELECT c.id AS case_id, c.number, c.category, c.state, c.priority, c.grid_id, c.community_id, c.building_id,
       ST_X(c.geometry) AS lon, ST_Y(c.geometry) AS lat, c.reported_at, c.due_at, c.solved_at, c.closed_at, c.satisfaction
FROM "case" c WHERE c.geometry IS NOT NULL AND NOT c.is_dispute -- conditions
ORDER BY c.reported_at DESC, c.id DESC
LIMIT :limit;

-- name: points_count
SELECT count(*) FROM "case" c WHERE c.geometry IS NOT NULL AND NOT c.is_dispute -- conditions
;

-- name: counts
SELECT c.building_id, left(c.category, 2) AS category, count(*) AS cases
FROM "case" c
WHERE c.building_id IS NOT NULL AND NOT c.is_dispute AND c.path <@ CAST(:within AS ltree)
  AND c.reported_at >= CAST(:since AS timestamptz)
GROUP BY c.building_id, left(c.category, 2)
ORDER BY 1, 2;

-- name: weeks
WITH week AS (
  SELECT date_trunc('week', CAST(:now AS timestamptz) AT TIME ZONE 'Asia/Shanghai') - n * interval '7 days' AS monday
  FROM generate_series(0, CAST(:weeks AS integer) - 1) AS n
)
SELECT w.monday::date AS monday, count(c.id) AS cases
FROM week w LEFT JOIN "case" c
  ON (c.grid_id = :unit_id OR (c.grid_id IS NULL AND c.community_id = :unit_id))
 AND c.category = :category AND NOT c.is_dispute AND c.state <> 'returned'
 AND c.reported_at >= w.monday AT TIME ZONE 'Asia/Shanghai'
 AND c.reported_at < (w.monday + interval '7 days') AT TIME ZONE 'Asia/Shanghai'
GROUP BY w.monday ORDER BY w.monday;
