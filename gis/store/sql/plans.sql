-- name: make_plan
INSERT INTO plan (unit_id, fabric_id, base_plan_id, name, made_by)
VALUES (:subdistrict_id, :fabric_id, :base_plan_id, :name, :by)
RETURNING id;

-- name: fill_cells
INSERT INTO plan_cell (plan_id, fabric_id, cell_id) SELECT :plan_id, c.fabric_id, c.id FROM cell c
WHERE c.fabric_id = :fabric_id;

-- name: in_force
SELECT id FROM plan WHERE unit_id = :subdistrict_id AND valid @> CAST(:at AS date);

-- name: plan
SELECT p.id AS plan_id, p.unit_id AS subdistrict_id, p.path::text AS path, p.fabric_id, p.base_plan_id, p.name, p.state,
       p.version, p.document_number, lower(p.valid) AS from_date, upper(p.valid) AS to_date, p.made_by, p.made_at,
       p.published_at
FROM plan p WHERE true -- conditions
ORDER BY p.id DESC;

-- name: lock_plan
SELECT id, unit_id, fabric_id, base_plan_id, state, version, name FROM plan WHERE id = :plan_id FOR UPDATE;

-- name: grids
-- Materialized: on a draft without statistics yet the planner would sum up all cells once per grid.
WITH t AS MATERIALIZED (
  SELECT pc.grid_id, count(*) AS cells, sum(b.households) AS households, sum(b.residents) AS residents
  FROM plan_cell pc JOIN cell ON cell.id = pc.cell_id
  LEFT JOIN unit_version v ON v.unit_id = cell.building_id AND v.valid @> CAST(:at AS date)
  LEFT JOIN building b ON b.version_id = v.id
  WHERE pc.plan_id = :plan_id GROUP BY pc.grid_id
)
SELECT pg.grid_id, u.code, g.community_id, c.code AS community_code, g.number, pg.name, g.grid_kind AS kind,
       pg.official_code, pg.is_locked, pg.colour, coalesce(t.households, 0)::integer AS households,
       coalesce(t.residents, 0)::integer AS residents, coalesce(t.cells, 0)::integer AS cells
FROM plan_grid pg JOIN grid g ON g.unit_id = pg.grid_id JOIN unit u ON u.id = pg.grid_id
JOIN unit c ON c.id = g.community_id
LEFT JOIN t ON t.grid_id = pg.grid_id
WHERE pg.plan_id = :plan_id
ORDER BY g.community_id, g.number;

-- name: assignment
SELECT cell_id, grid_id FROM plan_cell WHERE plan_id = :plan_id ORDER BY cell_id;

-- name: copy_grids
INSERT INTO plan_grid (plan_id, grid_id, name, official_code, colour)
SELECT :plan_id, grid_id, name, official_code, colour FROM plan_grid WHERE plan_id = :from_plan_id;

-- name: copy_locks
UPDATE plan_grid pg SET is_locked = o.is_locked
FROM plan_grid o WHERE pg.plan_id = :plan_id AND o.plan_id = :from_plan_id AND o.grid_id = pg.grid_id;

-- name: copy_colours
UPDATE plan_grid pg SET colour = o.colour
FROM plan_grid o WHERE pg.plan_id = :plan_id AND o.plan_id = :from_plan_id AND o.grid_id = pg.grid_id;

-- name: copy_cells
INSERT INTO plan_cell (plan_id, fabric_id, cell_id, grid_id)
SELECT :plan_id, fabric_id, cell_id, grid_id FROM plan_cell WHERE plan_id = :from_plan_id;

-- name: copy_micro_grids
INSERT INTO micro_grid_part (plan_id, part_id, micro_grid_id, grid_id)
SELECT :plan_id, part_id, micro_grid_id, grid_id FROM micro_grid_part WHERE plan_id = :from_plan_id;

-- name: community
SELECT u.code, v.name FROM unit u LEFT JOIN unit_version v ON v.unit_id = u.id AND v.valid @> wangge_today()
WHERE u.id = :community_id AND u.kind = 'community';

-- name: next_number
SELECT coalesce(max(number), 0) + 1 FROM grid WHERE community_id = :community_id;

-- name: number_of
SELECT number FROM grid WHERE unit_id = :grid_id AND community_id = :community_id;

-- name: plan_grid
SELECT g.number, pg.name, g.grid_kind FROM plan_grid pg JOIN grid g ON g.unit_id = pg.grid_id
WHERE pg.plan_id = :plan_id AND pg.grid_id = :grid_id;

-- name: official_codes
SELECT grid_id, official_code FROM plan_grid WHERE plan_id = :plan_id AND official_code IS NOT NULL;

-- name: lock_community
SELECT pg_advisory_xact_lock(hashtextextended('grids of ' || :community_id, 0));

-- name: make_grid_unit
INSERT INTO unit (kind, territory, code) SELECT 'grid', c.territory, :code FROM unit c WHERE c.id = :community_id
ON CONFLICT (territory, kind, code) DO UPDATE SET code = excluded.code
RETURNING id;

-- name: make_grid
INSERT INTO grid (unit_id, community_id, number, grid_kind) VALUES (:grid_id, :community_id, :number, :kind)
ON CONFLICT (unit_id) DO NOTHING;

-- name: add_grid
-- A grid that comes back bears the code that it last had.
INSERT INTO plan_grid (plan_id, grid_id, name, official_code)
SELECT :plan_id, :grid_id, :name,
       (SELECT former.official_code FROM plan_grid former
        WHERE former.grid_id = :grid_id AND former.official_code IS NOT NULL ORDER BY former.plan_id DESC LIMIT 1)
ON CONFLICT (plan_id, grid_id) DO NOTHING;

-- name: remove_grid
DELETE FROM plan_grid WHERE plan_id = :plan_id AND grid_id = :grid_id
  AND NOT EXISTS (SELECT FROM plan_cell WHERE plan_id = :plan_id AND grid_id = :grid_id);

-- name: lock_grids
UPDATE plan_grid SET is_locked = :is_locked WHERE plan_id = :plan_id AND grid_id = ANY(CAST(:grid_ids AS bigint[]));

-- name: colour_grids
UPDATE plan_grid SET colour = s.colour
FROM unnest(CAST(:grid_ids AS bigint[]), CAST(:colours AS integer[])) AS s(grid_id, colour)
WHERE plan_id = :plan_id AND plan_grid.grid_id = s.grid_id;

-- name: grid_names
UPDATE plan_grid SET name = :name WHERE plan_id = :plan_id AND grid_id = :grid_id;

-- name: import_grids
SELECT s.code, s.name, s.number, s.kind, s.official_code, c.id AS community_id
FROM stage s LEFT JOIN unit c ON c.territory = :territory AND c.kind = 'community' AND c.code = s.community_code
ORDER BY s.row;

-- name: import_grid_units
INSERT INTO unit (kind, territory, code) SELECT 'grid', :territory, s.code FROM stage s ORDER BY s.row
ON CONFLICT (territory, kind, code) DO NOTHING;

-- name: import_grid_identities
INSERT INTO grid (unit_id, community_id, number, grid_kind)
SELECT u.id, c.id, s.number, coalesce(nullif(s.kind, ''), 'residential')
FROM stage s JOIN unit u ON u.territory = :territory AND u.kind = 'grid' AND u.code = s.code
JOIN unit c ON c.territory = :territory AND c.kind = 'community' AND c.code = s.community_code
ON CONFLICT (unit_id) DO NOTHING;

-- name: import_codes
INSERT INTO official_code (code, unit_id)
SELECT s.official_code, u.id FROM stage s JOIN unit u ON u.territory = :territory AND u.kind = 'grid' AND u.code = s.code
WHERE s.official_code <> ''
ON CONFLICT (code) DO NOTHING;

-- name: import_plan_grids
INSERT INTO plan_grid (plan_id, grid_id, name, official_code)
SELECT :plan_id, u.id, s.name, nullif(s.official_code, '')
FROM stage s JOIN unit u ON u.territory = :territory AND u.kind = 'grid' AND u.code = s.code;

-- name: stolen_codes
SELECT pg.official_code, pg.name FROM plan_grid pg JOIN official_code o ON o.code = pg.official_code
WHERE pg.plan_id = :plan_id AND o.unit_id <> pg.grid_id LIMIT 1;

-- name: import_cells
UPDATE plan_cell pc SET grid_id = u.id
FROM stage s
JOIN cell c ON c.fabric_id = :fabric_id AND c.id = s.cell
JOIN unit u ON u.territory = :territory AND u.kind = 'grid' AND u.code = s.grid_code
WHERE pc.plan_id = :plan_id AND pc.cell_id = c.id;

-- name: crossing
SELECT pc.cell_id, pg.name FROM plan_cell pc JOIN cell c ON c.id = pc.cell_id
JOIN grid g ON g.unit_id = pc.grid_id JOIN plan_grid pg ON pg.plan_id = pc.plan_id AND pg.grid_id = pc.grid_id
WHERE pc.plan_id = :plan_id AND g.community_id <> c.community_id LIMIT 1;

-- name: assign_code
INSERT INTO official_code (code, unit_id) VALUES (:official_code, :grid_id) ON CONFLICT (code) DO NOTHING;

-- name: set_code
UPDATE plan_grid SET official_code = :official_code WHERE plan_id = :plan_id AND grid_id = :grid_id;

-- name: set_version_code
UPDATE unit_version SET official_code = :official_code WHERE unit_id = :grid_id AND plan_id = :plan_id;

-- name: set_state
UPDATE plan SET state = :state, document_number = coalesce(nullif(:document_number, ''), document_number)
WHERE id = :plan_id;

-- name: rename
UPDATE plan SET name = :name WHERE id = :plan_id;

-- name: note_state
INSERT INTO plan_event (plan_id, from_state, to_state, reason, document_number, made_by)
VALUES (:plan_id, :from_state, :state, :reason, :document_number, :by);

-- name: read_states
SELECT id, plan_id, from_state, to_state, reason, document_number, made_by, made_at
FROM plan_event WHERE plan_id = :plan_id ORDER BY id;

-- name: comment
INSERT INTO plan_comment (plan_id, grid_id, text, made_by) VALUES (:plan_id, :grid_id, :text, :by) RETURNING id;

-- name: read_comments
SELECT id, plan_id, grid_id, text, made_by, made_at, resolved_at FROM plan_comment WHERE plan_id = :plan_id ORDER BY id;

-- name: resolve_comment
UPDATE plan_comment SET resolved_at = coalesce(resolved_at, now()) WHERE id = :comment_id AND plan_id = :plan_id;

-- name: known_grids
SELECT u.code, c.code AS community_code, g.number, coalesce(pg.name, '') AS name
FROM grid g JOIN unit u ON u.id = g.unit_id JOIN unit c ON c.id = g.community_id
LEFT JOIN LATERAL (SELECT name FROM plan_grid WHERE grid_id = g.unit_id ORDER BY plan_id DESC LIMIT 1) pg ON true
WHERE u.territory = :territory
ORDER BY g.unit_id;

-- name: codes_ever_given
SELECT code FROM official_code;
