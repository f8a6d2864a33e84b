-- name: make_fabric
INSERT INTO fabric (subdistrict_id, edition_id, notes, made_by)
VALUES (:subdistrict_id,
        (SELECT edition_id FROM unit_version WHERE kind = 'building' AND valid @> wangge_today()
                                               AND path <@ (SELECT path FROM unit WHERE id = :subdistrict_id) LIMIT 1),
        CAST(:notes AS jsonb), :by)
RETURNING id;

-- name: unknown_codes
SELECT s.row, s.code, 'community' AS kind FROM (SELECT row, community_code AS code FROM stage) s
LEFT JOIN unit u ON u.territory = :territory AND u.kind = 'community' AND u.code = s.code WHERE u.id IS NULL
UNION ALL
SELECT s.row, s.code, 'building' FROM (SELECT row, building_code AS code FROM stage WHERE building_code <> '') s
LEFT JOIN unit u ON u.territory = :territory AND u.kind = 'building' AND u.code = s.code WHERE u.id IS NULL
LIMIT 1;

-- name: add_cells
INSERT INTO cell (fabric_id, code, community_id, building_id, estate_id, geometry)
SELECT :fabric_id, s.code, c.id, b.id, e.id, s.geometry
FROM stage s
JOIN unit c ON c.territory = :territory AND c.kind = 'community' AND c.code = s.community_code
LEFT JOIN unit b ON b.territory = :territory AND b.kind = 'building' AND b.code = s.building_code
LEFT JOIN unit e ON e.territory = :territory AND e.kind = 'estate' AND e.code = s.estate_code
ORDER BY s.row;

-- name: cells
SELECT c.id AS cell_id, c.id AS cell, c.code, c.community_id, cu.code AS community_code, c.building_id, bu.code AS building_code,
       c.estate_id, eu.code AS estate_code, coalesce(b.households, 0) AS households,
       coalesce(b.residents, 0) AS residents, ST_AsBinary(c.geometry) AS geometry
FROM cell c
JOIN unit cu ON cu.id = c.community_id
LEFT JOIN unit bu ON bu.id = c.building_id
LEFT JOIN unit eu ON eu.id = c.estate_id
LEFT JOIN unit_version v ON v.unit_id = c.building_id AND v.valid @> CAST(:at AS date)
LEFT JOIN building b ON b.version_id = v.id
WHERE c.fabric_id = :fabric_id -- conditions
ORDER BY c.id;

-- name: cell_figures
SELECT c.id AS cell, coalesce(b.households, 0) AS households, coalesce(b.residents, 0) AS residents
FROM cell c
LEFT JOIN unit_version v ON v.unit_id = c.building_id AND v.valid @> CAST(:at AS date)
LEFT JOIN building b ON b.version_id = v.id
WHERE c.fabric_id = :fabric_id
ORDER BY c.id;

-- name: latest_fabric
SELECT id FROM fabric WHERE subdistrict_id = :subdistrict_id ORDER BY id DESC LIMIT 1;

-- name: former_cells
SELECT DISTINCT ON (new.id) new.id AS new_cell_id, old.id AS old_cell_id
FROM cell new
LEFT JOIN cell old ON old.fabric_id = :old_fabric_id AND (
       old.building_id = new.building_id
    OR new.building_id IS NULL AND ST_Covers(old.geometry, ST_PointOnSurface(new.geometry)))
WHERE new.fabric_id = :new_fabric_id
ORDER BY new.id, old.building_id IS DISTINCT FROM new.building_id, old.id;

-- name: territory_of
SELECT territory FROM unit WHERE id = :unit_id;

-- name: add_crosswalk
INSERT INTO fabric_crosswalk (old_cell_id, new_cell_id, households)
SELECT old.id, new.id, coalesce(b.households, 0)
FROM cell old
JOIN cell new ON new.fabric_id = :new_fabric_id AND (
       new.building_id = old.building_id
    OR new.building_id IS NULL AND old.building_id IS NULL AND ST_Covers(new.geometry, ST_PointOnSurface(old.geometry)))
LEFT JOIN unit_version v ON v.unit_id = old.building_id AND v.valid @> wangge_today()
LEFT JOIN building b ON b.version_id = v.id
WHERE old.fabric_id = :old_fabric_id
ON CONFLICT DO NOTHING;
