-- name: units
INSERT INTO unit (kind, territory, code)
SELECT :kind, :territory, code FROM stage ORDER BY row
ON CONFLICT (territory, kind, code) DO NOTHING;

-- name: versions
INSERT INTO unit_version (unit_id, kind, name, official_code, parent_id, path, edition_id, geometry)
SELECT u.id, u.kind, coalesce(s.name, ''), CASE WHEN u.kind IN ('subdistrict', 'community') THEN s.code END,
       p.id, coalesce(p.path || u.id::text, u.path), :edition, s.geometry
FROM stage s
JOIN unit u ON u.territory = :territory AND u.kind = :kind AND u.code = s.code
LEFT JOIN unit p ON p.territory = :territory AND p.kind = :parent_kind AND p.code = s.parent_code
ORDER BY s.row;

-- name: communities
INSERT INTO community (version_id, unit_id, community_kind)
SELECT v.id, v.unit_id, coalesce(nullif(s.kind, ''), 'community')
FROM stage s
JOIN unit u ON u.territory = :territory AND u.kind = 'community' AND u.code = s.code
JOIN unit_version v ON v.unit_id = u.id AND v.edition_id = :edition;

-- name: estates
INSERT INTO estate (version_id, unit_id, community_id, estate_kind, is_old, is_walled, built_year, property_company,
                    has_owners_committee, address)
SELECT v.id, v.unit_id, v.parent_id, coalesce(s.kind, ''), s.is_old, s.is_walled, s.built_year,
       coalesce(s.property_company, ''), s.has_owners_committee, s.address
FROM stage s
JOIN unit u ON u.territory = :territory AND u.kind = 'estate' AND u.code = s.code
JOIN unit_version v ON v.unit_id = u.id AND v.edition_id = :edition;

-- name: buildings
INSERT INTO building (version_id, unit_id, community_id, estate_id, use, storeys, stairwells, height_m, households,
                      households_kind, households_estimated, residents)
SELECT v.id, v.unit_id, v.parent_id, e.id, coalesce(s.use, ''), s.storeys, s.stairwells, s.height_m, s.households,
       coalesce(nullif(s.households_kind, ''), 'resident'), coalesce(s.households_estimated, false), s.residents
FROM stage s
JOIN unit u ON u.territory = :territory AND u.kind = 'building' AND u.code = s.code
JOIN unit_version v ON v.unit_id = u.id AND v.edition_id = :edition
LEFT JOIN unit e ON e.territory = :territory AND e.kind = 'estate' AND e.code = s.estate_code;

-- name: building_parts_identity
INSERT INTO building_part (territory, code) SELECT :territory, code FROM stage ORDER BY row ON CONFLICT DO NOTHING;

-- name: building_parts
INSERT INTO building_part_version (part_id, edition_id, building_id, stairwell, floor_from, floor_to, households)
SELECT p.id, :edition, u.id, s.stairwell, s.floor_from, s.floor_to, s.households
FROM stage s
JOIN building_part p ON p.territory = :territory AND p.code = s.code
JOIN unit u ON u.territory = :territory AND u.kind = 'building' AND u.code = s.building_code;

-- name: streets
INSERT INTO street (edition_id, code, name, road_class, layer, is_bridge, is_tunnel, is_walkable, climb_m, geometry)
SELECT :edition, code, coalesce(name, ''), road_class, coalesce(layer, 0), coalesce(is_bridge, false),
       coalesce(is_tunnel, false), is_walkable, coalesce(climb_m, 0), geometry
FROM stage ORDER BY row;

-- name: gates
INSERT INTO gate (edition_id, code, name, estate_id, is_open, opens, closes, geometry)
SELECT :edition, s.code, coalesce(s.name, ''), e.id, coalesce(s.is_open, true), nullif(s.opens, '')::time,
       nullif(s.closes, '')::time, s.geometry
FROM stage s JOIN unit e ON e.territory = :territory AND e.kind = 'estate' AND e.code = s.estate_code
ORDER BY s.row;

-- name: barriers
INSERT INTO barrier (edition_id, code, name, kind, geometry)
SELECT :edition, code, coalesce(name, ''), kind, geometry FROM stage ORDER BY row;

-- name: water
INSERT INTO water (edition_id, code, name, geometry)
SELECT :edition, code, coalesce(name, ''), geometry FROM stage ORDER BY row;

-- name: green
INSERT INTO green (edition_id, code, name, kind, geometry)
SELECT :edition, code, coalesce(name, ''), coalesce(kind, ''), geometry FROM stage ORDER BY row;

-- name: service_points
INSERT INTO service_point (edition_id, code, name, level, community_id, floor_area_m2, rooms, services, hours,
                           capacity, address, geometry)
SELECT :edition, s.code, s.name, s.level, c.id, s.floor_area_m2,
       coalesce(string_to_array(nullif(s.rooms, ''), ';'), '{}'),
       coalesce(string_to_array(nullif(s.services, ''), ';'), '{}'), coalesce(s.hours, ''), s.capacity, s.address,
       s.geometry
FROM stage s LEFT JOIN unit c ON c.territory = :territory AND c.kind = 'community' AND c.code = s.community_code
ORDER BY s.row;

-- name: facilities
INSERT INTO facility (edition_id, code, name, category, subtype, confirmation, capacity, address, geometry)
SELECT :edition, code, coalesce(name, ''), category, coalesce(subtype, ''),
       coalesce(nullif(confirmation, ''), 'unconfirmed'), capacity, address, geometry
FROM stage ORDER BY row;
