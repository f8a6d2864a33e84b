-- name: present_plan
SELECT id, lower(valid) AS from_date FROM plan
WHERE unit_id = :subdistrict_id AND NOT isempty(valid) AND upper_inf(valid);

-- name: lock_subdistrict
SELECT pg_advisory_xact_lock(hashtextextended('plans of ' || :subdistrict_id, 0));

-- name: close_plan
UPDATE plan SET state = 'superseded',
       valid = CASE WHEN lower(valid) < :from_date THEN daterange(lower(valid), :from_date) ELSE 'empty' END
WHERE id = :plan_id;

-- name: open_plan
UPDATE plan SET state = 'in_force', valid = daterange(:from_date, NULL), published_at = now() WHERE id = :plan_id;

-- name: cells_of_grids
SELECT pc.grid_id, ST_AsBinary(c.geometry) AS geometry
FROM plan_cell pc JOIN cell c ON c.id = pc.cell_id
WHERE pc.plan_id = :plan_id AND pc.grid_id IS NOT NULL
ORDER BY pc.grid_id, pc.cell_id;

-- name: communities_in_force
SELECT c.code FROM plan_grid pg JOIN grid g ON g.unit_id = pg.grid_id JOIN unit c ON c.id = g.community_id
WHERE pg.plan_id = :plan_id
  AND NOT EXISTS (SELECT FROM unit_version v WHERE v.unit_id = c.id AND v.valid @> CAST(:from_date AS date))
LIMIT 1;

-- name: close_grids
UPDATE unit_version v
   SET valid = CASE WHEN lower(v.valid) < :from_date THEN daterange(lower(v.valid), :from_date) ELSE 'empty' END
  FROM plan p
 WHERE p.id = v.plan_id AND p.unit_id = :subdistrict_id AND v.kind IN ('grid', 'micro_grid')
   AND NOT isempty(v.valid) AND (upper_inf(v.valid) OR upper(v.valid) > :from_date);

-- name: open_grids
INSERT INTO unit_version (unit_id, kind, name, official_code, parent_id, path, valid, plan_id, geometry)
SELECT pg.grid_id, 'grid', pg.name, pg.official_code, g.community_id, c.path || pg.grid_id::text,
       daterange(:from_date, NULL), :plan_id, s.geometry
FROM plan_grid pg JOIN grid g ON g.unit_id = pg.grid_id
JOIN unit_version c ON c.unit_id = g.community_id AND c.valid @> CAST(:from_date AS date)
JOIN stage s ON s.grid_id = pg.grid_id
WHERE pg.plan_id = :plan_id;

-- name: forget_seats
DROP TABLE IF EXISTS pg_temp.seat;

-- name: seat_micro_grids
CREATE TEMPORARY TABLE seat ON COMMIT DROP AS
WITH home AS (
  SELECT m.part_id, m.micro_grid_id, m.grid_id AS former_id, pc.grid_id, t.households
  FROM micro_grid_part m
  JOIN building_part_version t ON t.part_id = m.part_id
  JOIN edition_layer l ON l.edition_id = t.edition_id AND l.layer = 'building_parts' AND l.state = 'active'
  JOIN cell c ON c.building_id = t.building_id
  JOIN plan_cell pc ON pc.plan_id = m.plan_id AND pc.cell_id = c.id AND pc.grid_id IS NOT NULL
  WHERE m.plan_id = :plan_id
), share AS (
  SELECT micro_grid_id, grid_id, sum(households) AS households, bool_or(grid_id = former_id) AS is_former
  FROM home GROUP BY micro_grid_id, grid_id
), chosen AS (
  SELECT DISTINCT ON (micro_grid_id) micro_grid_id, grid_id FROM share
  ORDER BY micro_grid_id, households DESC, is_former DESC, grid_id
)
SELECT home.part_id, chosen.grid_id, home.grid_id <> chosen.grid_id AS is_loose
FROM home JOIN chosen ON chosen.micro_grid_id = home.micro_grid_id;

-- name: move_micro_grids
UPDATE micro_grid_part m SET grid_id = s.grid_id FROM seat s
WHERE m.plan_id = :plan_id AND m.part_id = s.part_id AND NOT s.is_loose AND m.grid_id <> s.grid_id;

-- name: loosen_parts
DELETE FROM micro_grid_part m USING seat s WHERE m.plan_id = :plan_id AND m.part_id = s.part_id AND s.is_loose;

-- name: open_micro_grids
INSERT INTO unit_version (unit_id, kind, name, parent_id, path, valid, plan_id, geometry)
SELECT m.micro_grid_id, 'micro_grid', u.code, m.grid_id, g.path || m.micro_grid_id::text, daterange(:from_date, NULL),
       :plan_id, ST_Multi(ST_CollectionExtract(ST_Collect(DISTINCT b.geometry), 3))
FROM micro_grid_part m JOIN unit u ON u.id = m.micro_grid_id
JOIN unit_version g ON g.unit_id = m.grid_id AND g.plan_id = :plan_id
JOIN building_part_version t ON t.part_id = m.part_id
JOIN edition_layer l ON l.edition_id = t.edition_id AND l.layer = 'building_parts' AND l.state = 'active'
JOIN unit_version b ON b.unit_id = t.building_id AND b.valid @> CAST(:from_date AS date)
WHERE m.plan_id = :plan_id
GROUP BY m.micro_grid_id, u.code, m.grid_id, g.path;

-- name: forget_moved
DROP TABLE IF EXISTS pg_temp.moved;

-- name: moved_buildings
CREATE TEMPORARY TABLE moved ON COMMIT DROP AS
SELECT v.id AS version_id, v.unit_id, coalesce(pc.grid_id, c.community_id) AS parent_id,
       lower(v.valid) < :from_date AS is_older, upper(v.valid) AS to_date
FROM plan_cell pc
JOIN cell c ON c.id = pc.cell_id
JOIN unit_version v ON v.unit_id = c.building_id AND v.valid @> CAST(:from_date AS date)
WHERE pc.plan_id = :plan_id AND v.parent_id IS DISTINCT FROM coalesce(pc.grid_id, c.community_id);

-- name: move_in_place
UPDATE unit_version v SET parent_id = m.parent_id FROM moved m WHERE v.id = m.version_id AND NOT m.is_older;

-- name: close_older
UPDATE unit_version v SET valid = daterange(lower(v.valid), :from_date)
FROM moved m WHERE v.id = m.version_id AND m.is_older;

-- name: open_moved
WITH copied AS (
  INSERT INTO unit_version (unit_id, kind, name, official_code, parent_id, path, valid, plan_id, geometry)
  SELECT v.unit_id, v.kind, v.name, v.official_code, m.parent_id, v.path, daterange(:from_date, m.to_date), :plan_id,
         v.geometry
  FROM moved m JOIN unit_version v ON v.id = m.version_id
  WHERE m.is_older
  RETURNING id, unit_id
)
INSERT INTO building (version_id, unit_id, community_id, estate_id, use, storeys, stairwells, height_m, households,
                      households_kind, households_estimated, residents)
SELECT copied.id, b.unit_id, b.community_id, b.estate_id, b.use, b.storeys, b.stairwells, b.height_m, b.households,
       b.households_kind, b.households_estimated, b.residents
FROM copied JOIN moved m ON m.unit_id = copied.unit_id JOIN building b ON b.version_id = m.version_id;

-- name: crosswalk
WITH old AS MATERIALIZED (
  SELECT pc.grid_id, pc.cell_id, pc.fabric_id, c.building_id FROM plan_cell pc JOIN cell c ON c.id = pc.cell_id
  WHERE pc.plan_id = :old_plan_id
), new AS MATERIALIZED (
  SELECT pc.grid_id, pc.cell_id, pc.fabric_id, c.building_id FROM plan_cell pc JOIN cell c ON c.id = pc.cell_id
  WHERE pc.plan_id = :new_plan_id
), pair AS (
  SELECT old.grid_id AS old_grid_id, new.grid_id AS new_grid_id, new.building_id
  FROM old JOIN new ON new.cell_id = old.cell_id
  UNION ALL
  SELECT old.grid_id, new.grid_id, new.building_id
  FROM old JOIN new ON new.building_id = old.building_id WHERE new.fabric_id <> old.fabric_id
)
SELECT pair.old_grid_id, pair.new_grid_id, count(*) AS cells, count(DISTINCT pair.building_id) AS buildings,
       coalesce(sum(b.households), 0)::integer AS households
FROM pair
LEFT JOIN unit_version v ON v.unit_id = pair.building_id AND v.valid @> wangge_today()
LEFT JOIN building b ON b.version_id = v.id
GROUP BY pair.old_grid_id, pair.new_grid_id
ORDER BY pair.old_grid_id, pair.new_grid_id;
