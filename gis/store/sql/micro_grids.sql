-- name: make_units
INSERT INTO unit (kind, territory, code)
SELECT DISTINCT 'micro_grid', :territory, micro_grid_code FROM stage ORDER BY micro_grid_code
ON CONFLICT (territory, kind, code) DO NOTHING;

-- name: clear
DELETE FROM micro_grid_part WHERE plan_id = :plan_id;

-- name: add
INSERT INTO micro_grid_part (plan_id, part_id, micro_grid_id, grid_id)
SELECT :plan_id, p.id, m.id, g.id
FROM stage s
JOIN building_part p ON p.territory = :territory AND p.code = s.part_code
JOIN unit m ON m.territory = :territory AND m.kind = 'micro_grid' AND m.code = s.micro_grid_code
JOIN unit g ON g.territory = :territory AND g.kind = 'grid' AND g.code = s.grid_code;

-- name: read
SELECT m.micro_grid_id, u.code, m.grid_id, g.code AS grid_code, m.part_id, bp.code AS part_code, t.building_id,
       t.stairwell, t.households
FROM micro_grid_part m
JOIN unit u ON u.id = m.micro_grid_id
JOIN unit g ON g.id = m.grid_id
JOIN building_part bp ON bp.id = m.part_id
LEFT JOIN LATERAL (
  SELECT v.building_id, v.stairwell, v.households FROM building_part_version v
  JOIN edition_layer l ON l.edition_id = v.edition_id AND l.layer = 'building_parts'
  WHERE v.part_id = m.part_id ORDER BY (l.state = 'active') DESC, v.edition_id DESC LIMIT 1
) t ON true
WHERE m.plan_id = :plan_id
ORDER BY m.micro_grid_id, m.part_id;

-- name: territory
SELECT u.territory FROM plan p JOIN unit u ON u.id = p.unit_id WHERE p.id = :plan_id;
