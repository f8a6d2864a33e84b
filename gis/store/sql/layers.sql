-- name: subdistricts
SELECT u.code, v.name, v.unit_id, ST_AsBinary(v.geometry) AS geometry
FROM unit_version v JOIN unit u ON u.id = v.unit_id
WHERE v.kind = 'subdistrict' -- conditions
ORDER BY v.unit_id;

-- name: communities
SELECT u.code, v.name, c.community_kind AS kind, coalesce(p.code, '') AS subdistrict_code, v.unit_id,
       ST_AsBinary(v.geometry) AS geometry
FROM unit_version v JOIN unit u ON u.id = v.unit_id JOIN community c ON c.version_id = v.id
LEFT JOIN unit p ON p.id = v.parent_id
WHERE v.kind = 'community' -- conditions
ORDER BY v.unit_id;

-- name: estates
SELECT u.code, v.name, p.code AS community_code, e.estate_kind AS kind, e.is_old, e.is_walled, e.built_year,
       e.property_company, e.has_owners_committee, e.address, v.unit_id, ST_AsBinary(v.geometry) AS geometry
FROM unit_version v JOIN unit u ON u.id = v.unit_id JOIN estate e ON e.version_id = v.id
JOIN unit p ON p.id = e.community_id
WHERE v.kind = 'estate' -- conditions
ORDER BY v.unit_id;

-- name: buildings
SELECT u.code, v.name, p.code AS community_code, e.code AS estate_code, b.use, b.storeys, b.stairwells, b.height_m,
       b.households, b.households_kind, b.households_estimated, b.residents, v.unit_id,
       CASE WHEN g.kind = 'grid' THEN g.id END AS grid_id, CASE WHEN g.kind = 'grid' THEN g.code END AS grid_code,
       ST_AsBinary(v.geometry) AS geometry
FROM unit_version v JOIN unit u ON u.id = v.unit_id JOIN building b ON b.version_id = v.id
JOIN unit p ON p.id = b.community_id
LEFT JOIN unit e ON e.id = b.estate_id
LEFT JOIN unit g ON g.id = v.parent_id
WHERE v.kind = 'building' -- conditions
ORDER BY v.unit_id;

-- name: grids
SELECT u.code, v.name, c.code AS community_code, g.number, g.grid_kind AS kind, v.official_code,
       coalesce(t.households, 0)::integer AS households, coalesce(t.residents, 0)::integer AS residents, v.unit_id,
       ST_AsBinary(v.geometry) AS geometry
FROM unit_version v JOIN unit u ON u.id = v.unit_id JOIN grid g ON g.unit_id = v.unit_id
JOIN unit c ON c.id = g.community_id
LEFT JOIN LATERAL (
  SELECT sum(b.households) AS households, sum(b.residents) AS residents
  FROM unit_version bv JOIN building b ON b.version_id = bv.id
  WHERE bv.parent_id = v.unit_id AND bv.kind = 'building' AND bv.valid @> CAST(:at AS date)
) t ON true
WHERE v.kind = 'grid' -- conditions
ORDER BY v.unit_id;

-- name: grid_buildings
SELECT u.code AS building_code, CASE WHEN g.kind = 'grid' THEN g.code END AS grid_code, v.unit_id AS building_id,
       CASE WHEN g.kind = 'grid' THEN g.id END AS grid_id
FROM unit_version v JOIN unit u ON u.id = v.unit_id LEFT JOIN unit g ON g.id = v.parent_id
WHERE v.kind = 'building' -- conditions
ORDER BY v.unit_id;

-- name: micro_grid_parts
SELECT bp.code AS part_code, m.code AS micro_grid_code, g.code AS grid_code, p.part_id, p.micro_grid_id, p.grid_id
FROM plan JOIN micro_grid_part p ON p.plan_id = plan.id
JOIN building_part bp ON bp.id = p.part_id
JOIN unit m ON m.id = p.micro_grid_id
JOIN unit g ON g.id = p.grid_id
WHERE plan.valid @> CAST(:at AS date)
  AND (CAST(:territory AS text) IS NULL OR m.territory = :territory)
  AND (CAST(:within AS ltree) IS NULL OR g.path <@ CAST(:within AS ltree))
ORDER BY p.part_id;

-- name: building_parts
SELECT bp.code, u.code AS building_code, t.stairwell, t.floor_from, t.floor_to, t.households, t.part_id AS id,
       t.building_id
FROM building_part_version t JOIN building_part bp ON bp.id = t.part_id
JOIN unit u ON u.id = t.building_id
JOIN edition_layer l ON l.edition_id = t.edition_id AND l.layer = 'building_parts'
WHERE (CAST(:within AS ltree) IS NULL OR u.path <@ CAST(:within AS ltree)) -- conditions
ORDER BY t.part_id;

-- name: streets
SELECT t.code, t.name, t.road_class, t.layer, t.is_bridge, t.is_tunnel, t.is_walkable, t.climb_m, t.id,
       ST_AsBinary(t.geometry) AS geometry
FROM street t JOIN edition_layer l ON l.edition_id = t.edition_id AND l.layer = 'streets'
WHERE true -- conditions
ORDER BY t.id;

-- name: gates
SELECT t.code, t.name, e.code AS estate_code, t.is_open, to_char(t.opens, 'HH24:MI') AS opens,
       to_char(t.closes, 'HH24:MI') AS closes, t.id, t.estate_id, ST_AsBinary(t.geometry) AS geometry
FROM gate t JOIN unit e ON e.id = t.estate_id
JOIN edition_layer l ON l.edition_id = t.edition_id AND l.layer = 'gates'
WHERE true -- conditions
ORDER BY t.id;

-- name: barriers
SELECT t.code, t.name, t.kind, t.id, ST_AsBinary(t.geometry) AS geometry
FROM barrier t JOIN edition_layer l ON l.edition_id = t.edition_id AND l.layer = 'barriers'
WHERE true -- conditions
ORDER BY t.id;

-- name: water
SELECT t.code, t.name, t.id, ST_AsBinary(t.geometry) AS geometry
FROM water t JOIN edition_layer l ON l.edition_id = t.edition_id AND l.layer = 'water'
WHERE true -- conditions
ORDER BY t.id;

-- name: green
SELECT t.code, t.name, t.kind, t.id, ST_AsBinary(t.geometry) AS geometry
FROM green t JOIN edition_layer l ON l.edition_id = t.edition_id AND l.layer = 'green'
WHERE true -- conditions
ORDER BY t.id;

-- name: service_points
SELECT t.code, t.name, t.level, c.code AS community_code, t.floor_area_m2, array_to_string(t.rooms, ';') AS rooms,
       array_to_string(t.services, ';') AS services, t.hours, t.capacity, t.address, t.id, t.community_id,
       ST_AsBinary(t.geometry) AS geometry
FROM service_point t LEFT JOIN unit c ON c.id = t.community_id
JOIN edition_layer l ON l.edition_id = t.edition_id AND l.layer = 'service_points'
WHERE true -- conditions
ORDER BY t.id;

-- name: facilities
SELECT t.code, t.name, t.category, t.subtype, t.confirmation, t.capacity, t.address, t.id,
       ST_AsBinary(t.geometry) AS geometry
FROM facility t JOIN edition_layer l ON l.edition_id = t.edition_id AND l.layer = 'facilities'
WHERE true -- conditions
ORDER BY t.id;
