-- name: start
INSERT INTO coverage_run (unit_id, template, profile, parameters, formula_version, edition_ids, plan_id, scenario_id, made_by)
VALUES (:subdistrict_id, :template, :profile, CAST(:parameters AS jsonb), :formula_version,
        coalesce((SELECT array_agg(DISTINCT l.edition_id) FROM edition_layer l JOIN unit u ON u.territory = l.territory
                  WHERE u.id = :subdistrict_id AND l.state = 'active'), '{}'),
        (SELECT id FROM plan WHERE unit_id = :subdistrict_id AND valid @> wangge_today()), :scenario_id, :by)
RETURNING id;

-- name: clear_buildings
DELETE FROM coverage_building WHERE run_id = :run_id;

-- name: clear_cells
DELETE FROM coverage_cell WHERE run_id = :run_id;

-- name: clear_gaps
DELETE FROM coverage_gap WHERE run_id = :run_id;

-- name: clear_facilities
DELETE FROM coverage_facility WHERE run_id = :run_id;

-- name: add_buildings
INSERT INTO coverage_building (run_id, item, version_id, walking_s, facility_code, status, reason)
SELECT :run_id, s.item, v.id, s.walking_s, coalesce(s.facility_code, ''), coalesce(s.status, ''), coalesce(s.reason, '')
FROM stage s
JOIN coverage_run r ON r.id = :run_id
JOIN unit sub ON sub.id = r.unit_id
JOIN unit u ON u.territory = sub.territory AND u.kind = 'building' AND u.code = s.code
JOIN unit_version v ON v.unit_id = u.id AND v.valid @> wangge_today();

-- name: add_cells
INSERT INTO coverage_cell (run_id, item, h3, buildings, households, covered_households, walking_s)
SELECT :run_id, item, h3, buildings, households, covered_households, walking_s FROM stage;

-- name: add_gaps
INSERT INTO coverage_gap (run_id, item, category, serial, unit_id, minutes, households, households_lacking, nearest_s,
                          facts, geometry)
SELECT :run_id, s.item, coalesce(s.category, ''), s.serial, u.id, s.minutes, s.households, s.households_lacking,
       s.nearest_s, CAST(s.facts AS jsonb), s.geometry
FROM stage s
JOIN coverage_run r ON r.id = :run_id
JOIN unit sub ON sub.id = r.unit_id
LEFT JOIN unit u ON u.territory = sub.territory AND u.kind = s.unit_kind AND u.code = s.unit_code;

-- name: add_facilities
INSERT INTO coverage_facility (run_id, code, item, is_used, reason, access_m, geometry)
SELECT :run_id, code, coalesce(item, ''), coalesce(is_used, true), coalesce(reason, ''), access_m, geometry FROM stage;

-- name: finish
UPDATE coverage_run SET state = 'finished', finished_at = now(), summary = CAST(:summary AS jsonb),
       conservation = CAST(:conservation AS jsonb)
WHERE id = :run_id
RETURNING id;

-- name: fail
UPDATE coverage_run SET state = 'failed', finished_at = now(), stale_reason = :reason WHERE id = :run_id;

-- name: run
SELECT r.id AS run_id, r.unit_id AS subdistrict_id, r.path::text AS path, r.state, r.template, r.profile, r.parameters,
       r.formula_version, r.edition_ids, r.plan_id, r.scenario_id, r.summary, r.conservation, r.made_by, r.made_at,
       r.finished_at,
       CASE WHEN r.stale_reason <> '' THEN r.stale_reason
            WHEN r.edition_ids IS DISTINCT FROM (
              SELECT array_agg(DISTINCT l.edition_id) FROM edition_layer l JOIN unit u ON u.territory = l.territory
              WHERE u.id = r.unit_id AND l.state = 'active') THEN '测算所用的数据已更新'
            WHEN r.plan_id IS DISTINCT FROM (
              SELECT p.id FROM plan p WHERE p.unit_id = r.unit_id AND p.valid @> wangge_today()) THEN '网格方案已更新'
            WHEN (SELECT max(t.version)::text FROM standard t WHERE t.subject = 'tiers' AND t.name = r.template)
                 <> r.parameters #>> '{template,version}' THEN '分档模板已有新版'
            ELSE '' END AS stale_reason
FROM coverage_run r WHERE true -- conditions
ORDER BY r.id DESC;

-- name: buildings
SELECT u.id AS building_id, u.code, v.name, c.code AS community_code, coalesce(e.code, '') AS estate_code, b.item, b.walking_s, b.facility_code, b.status, b.reason, bb.households,
       bb.community_id, CASE WHEN g.kind = 'grid' THEN g.id END AS grid_id, ST_AsBinary(v.geometry) AS geometry
FROM coverage_building b
JOIN unit_version v ON v.id = b.version_id
JOIN unit u ON u.id = v.unit_id
JOIN building bb ON bb.version_id = v.id
JOIN unit c ON c.id = bb.community_id
LEFT JOIN unit e ON e.id = bb.estate_id
LEFT JOIN unit g ON g.id = v.parent_id
WHERE b.run_id = :run_id -- conditions
ORDER BY u.id, b.item;

-- name: cells
SELECT c.h3, c.item, c.buildings, c.households, c.covered_households, c.walking_s
FROM coverage_cell c WHERE c.run_id = :run_id -- conditions
ORDER BY c.item, c.h3;

-- name: gaps
SELECT g.id AS gap_id, g.item, g.category, g.serial, g.unit_id, u.kind AS unit_kind, u.code AS unit_code, g.minutes, g.households, g.households_lacking, g.nearest_s,
       g.facts, g.state, g.note, g.responsible, g.is_carried, g.marked_at, g.marked_role, ST_AsBinary(g.geometry) AS geometry
FROM coverage_gap g LEFT JOIN unit u ON u.id = g.unit_id
WHERE g.run_id = :run_id -- conditions
ORDER BY g.households_lacking DESC, g.serial;

-- name: facilities
SELECT f.code, f.item, f.is_used, f.reason, f.access_m, ST_AsBinary(f.geometry) AS geometry,
       coalesce((SELECT t.name FROM facility t WHERE t.code = f.code AND t.edition_id = ANY (r.edition_ids)
                 ORDER BY t.edition_id DESC LIMIT 1),
                (SELECT p.name FROM service_point p WHERE p.code = f.code AND p.edition_id = ANY (r.edition_ids)
                 ORDER BY p.edition_id DESC LIMIT 1), '') AS name
FROM coverage_facility f JOIN coverage_run r ON r.id = f.run_id
WHERE f.run_id = :run_id -- conditions
ORDER BY f.id;

-- name: mark_gap
UPDATE coverage_gap SET state = :state, note = :note, responsible = coalesce(:responsible, responsible),
       marked_at = now(), marked_role = :role
WHERE id = :gap_id RETURNING id;

-- name: former_run
SELECT p.id FROM coverage_run p JOIN coverage_run r ON r.id = :run_id
WHERE p.unit_id = r.unit_id AND p.template = r.template AND p.profile = r.profile AND p.state = 'finished'
  AND p.scenario_id IS NULL AND r.scenario_id IS NULL AND p.id < r.id
ORDER BY p.id DESC LIMIT 1;

-- name: newest_ledger
SELECT r.id FROM coverage_run r
WHERE r.unit_id = :subdistrict_id AND r.template = :template AND r.profile = :profile AND r.state = 'finished'
  AND r.scenario_id IS NULL
ORDER BY r.id DESC LIMIT 1;

-- name: carry_marks
UPDATE coverage_gap g
SET state = CASE WHEN f.state = 'closed' THEN 'open' ELSE f.state END,
    note = CASE WHEN f.state = 'closed' THEN left('上次记为“已补齐”，本次测算仍有缺口。' || f.note, 400) ELSE f.note END,
    responsible = f.responsible, is_carried = true, marked_at = f.marked_at, marked_role = f.marked_role
FROM coverage_gap f
WHERE g.run_id = :run_id AND f.run_id = :former_id AND f.unit_id = g.unit_id AND f.item = g.item
  AND f.households_lacking > 0;

-- name: add_resolved
INSERT INTO coverage_gap (run_id, item, category, serial, unit_id, minutes, households, households_lacking, facts, state,
                          note, responsible, is_carried, marked_at, marked_role, geometry)
SELECT :run_id, f.item, f.category,
       (SELECT coalesce(max(serial), 0) FROM coverage_gap WHERE run_id = :run_id) + row_number() OVER (ORDER BY f.serial),
       f.unit_id, f.minutes, f.households, 0, f.facts, 'closed', f.note, f.responsible, true,
       f.marked_at, f.marked_role, f.geometry
FROM coverage_gap f
WHERE f.run_id = :former_id AND f.households_lacking > 0 AND f.unit_id IS NOT NULL AND f.item = ANY (:items)
  AND NOT EXISTS (SELECT FROM coverage_gap g
                  WHERE g.run_id = :run_id AND g.unit_id = f.unit_id AND g.item = f.item);

-- name: save_scenario
INSERT INTO scenario (unit_id, name, changes, made_by) VALUES (:subdistrict_id, :name, CAST(:changes AS jsonb), :by)
RETURNING id;

-- name: scenarios
SELECT id AS scenario_id, unit_id AS subdistrict_id, name, changes, made_by, made_at FROM scenario
WHERE unit_id = :subdistrict_id ORDER BY id DESC;
